/** Writing to a socket, and closing it. */
import type { Greenlet } from 'greenspool';
import { Socket } from 'greenspool/net';
import { describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, type Kind, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { anotherSocket, fake, loop, s, useFakeSocket } from './fake-socket.ts';

useFakeSocket();

async function begin(kind: Kind, text: string, more: object = {}) {
  const seen: unknown[] = [];
  const g = start(kind, await bodyOf(kind, `${text}; return 'done'`), { s, ...more });
  void (g as PromiseLike<unknown>).then(
    (value) => seen.push(value),
    (error) => seen.push((error as { code?: string }).code ?? error),
  );
  await settle(loop);
  return { seen, g: g as Greenlet };
}

describe.each(kinds)('in a %s body', (kind) => {
  it('a write that the system takes at once does not wait', async () => {
    const { seen } = await begin(
      kind,
      "CALL(env.s.write('one')); CALL(env.s.write(new Uint8Array([33]))); CALL(env.s.write(''))",
    );
    expect([seen, fake.written]).toEqual([['done'], ['one', '!', '']]);
  });

  it('a write waits until the system has all of it', async () => {
    fake.isSlow = true;
    const { seen } = await begin(kind, "CALL(env.s.write('one'))");
    expect([seen, fake.written]).toEqual([[], ['one']]);
    fake.takeOne();
    await settle(loop);
    expect(seen).toEqual(['done']);
  });

  it('a second writer is an error that names the first, which goes on', async () => {
    fake.isSlow = true;
    const { seen } = await begin(kind, "CALL(env.s.write('one'))");
    const { seen: second } = await begin(kind, "CALL(env.s.write('two'))");
    const { seen: third } = await begin(kind, 'CALL(env.s.end())');
    fake.takeOne();
    await settle(loop);
    expect([seen, second, third, fake.written]).toEqual([['done'], ['GS_BUSY'], ['GS_BUSY'], ['one']]);
  });

  it('a reader and a writer do not hinder each other', async () => {
    fake.isSlow = true;
    const { seen } = await begin(kind, "CALL(env.s.write('one'))");
    const { seen: second } = await begin(kind, 'CALL(env.s.readLine())');
    fake.push('line\n');
    fake.takeOne();
    await settle(loop);
    expect([seen, second]).toEqual([['done'], ['done']]);
  });

  it('a write that fails throws the error of the system, and so does the next one', async () => {
    fake.isSlow = true;
    const { seen } = await begin(kind, "CALL(env.s.write('one'))");
    fake.takeOne(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    await settle(loop);
    const { seen: second } = await begin(kind, "CALL(env.s.write('two'))");
    expect([seen, second]).toEqual([['EPIPE'], ['EPIPE']]);
  });

  it('a timeout or an abort ends the wait; what Node has is sent all the same', async () => {
    fake.isSlow = true;
    const { seen } = await begin(kind, "CALL(env.s.write('one', { timeout: 3 }))");
    await settle(loop, 3);
    const control = new AbortController();
    const { seen: second } = await begin(kind, "CALL(env.s.write('two', { signal: env.signal }))", {
      signal: control.signal,
    });
    control.abort({ code: 'enough' });
    await settle(loop);
    expect([seen, second]).toEqual([['GS_TIMEOUT'], ['enough']]);
    for (let i = 0; i < 2; i++) fake.takeOne();
    await settle(loop);
    expect(fake.written).toEqual(['one', 'two']);
  });

  it('end() closes one half: no more writes, but reads', async () => {
    const { seen } = await begin(
      kind,
      "CALL(env.s.write('one')); CALL(env.s.end()); CALL(env.s.end()); CALL(env.s.readLine())",
    );
    expect([seen, fake.writableFinished, fake.destroyed]).toEqual([[], true, false]);
    fake.push('line\n');
    await settle(loop);
    const { seen: second } = await begin(kind, "CALL(env.s.write('two'))");
    expect([seen, second]).toEqual([['done'], ['GS_SOCKET_CLOSED']]);
  });

  it('close() sends what was written first, wakes the reader with an error, and may be called again', async () => {
    fake.isSlow = true;
    const { seen: writer } = await begin(kind, "CALL(env.s.write('one'))");
    const { seen: reader } = await begin(kind, 'CALL(env.s.readLine())');
    const { seen } = await begin(kind, 'CALL(env.s.close()); CALL(env.s.close())');
    expect([seen, reader, fake.destroyed]).toEqual([[], ['GS_SOCKET_CLOSED'], false]);
    fake.takeOne();
    await settle(loop);
    expect([seen, writer, fake.destroyed, s.isClosed]).toEqual([['done'], ['done'], true, true]);
    expect((await begin(kind, "CALL(env.s.write('two'))")).seen).toEqual(['GS_SOCKET_CLOSED']);
  });

  it('close() with a limit destroys what cannot be sent in time; one of 0 waits for nothing', async () => {
    fake.isSlow = true;
    const { seen: writer } = await begin(kind, "CALL(env.s.write('one'))");
    const { seen } = await begin(kind, 'CALL(env.s.close({ timeout: 2 }))');
    await settle(loop, 2);
    expect([seen, writer, fake.destroyed]).toEqual([['GS_TIMEOUT'], ['GS_SOCKET_CLOSED'], true]);
    anotherSocket();
    expect((await begin(kind, 'CALL(env.s.close({ timeout: 0 }))')).seen).toEqual(['done']);
    expect(fake.destroyed).toBe(true);
  });
});

describe.each(greenletKinds)('a %s body that is killed', (kind) => {
  it('in a write leaves the half to the next one', async () => {
    fake.isSlow = true;
    const { g } = await begin(kind, "CALL(env.s.write('one'))");
    g.kill(undefined, { block: false });
    await settle(loop);
    const { seen } = await begin(kind, "CALL(env.s.write('two'))");
    for (let i = 0; i < 2; i++) fake.takeOne();
    await settle(loop);
    expect([g.dead, seen, fake.written]).toEqual([true, ['done'], ['one', 'two']]);
  });

  it('in a close, or closes in its finally, has closed the socket', async () => {
    fake.isSlow = true;
    void s.write('one').catch(() => undefined);
    const { g } = await begin(kind, 'CALL(env.s.close())');
    g.kill(undefined, { block: false });
    await settle(loop);
    expect([g.dead, fake.destroyed]).toEqual([true, true]);
    anotherSocket();
    const { g: second } = await begin(kind, 'try { CALL(env.s.readLine()) } finally { CALL(env.s.close()) }');
    second.kill(undefined, { block: false });
    await settle(loop);
    expect([second.dead, fake.destroyed]).toEqual([true, true]);
  });

  it('writes no more in its finally', async () => {
    const { g } = await begin(kind, "try { CALL(env.s.readLine()) } finally { CALL(env.s.write('bye')) }");
    g.kill(undefined, { block: false });
    await settle(loop);
    expect([g.dead, fake.written]).toEqual([true, []]);
  });
});

describe('a socket', () => {
  it('is closed at the end of a using block, without waiting in one that cannot', async () => {
    s[Symbol.dispose]();
    await settle(loop);
    expect([fake.destroyed, s.isClosed]).toEqual([true, true]);
    anotherSocket();
    const closed = s[Symbol.asyncDispose]();
    await settle(loop);
    await closed;
    expect(fake.destroyed).toBe(true);
  });

  it('refuses data that is none, and sockets that are none', () => {
    const bad = [
      () => s.write(5 as never),
      () => s.write(null as never),
      () => s.write('x', { timeout: -1 }),
      () => s.end({ timeout: Number.NaN }),
      () => s.close(null as never),
      () => new Socket({} as never),
      () => new Socket(null as never),
    ];
    expect(bad.map(codeOf)).toEqual(bad.map(() => 'GS_BAD_ARGUMENT'));
    expect(fake.written).toEqual([]);
  });
});
