/** Reading from a socket: what each read gives, the ends of a connection, and that no read that fails has taken anything. */
import { getEventListeners } from 'node:events';
import { type Greenlet, spawn } from 'greenspool';
import { Socket } from 'greenspool/net';
import { describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, type Kind, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { anotherSocket, FakeSocket, fake, loop, s, useFakeSocket } from './fake-socket.ts';

useFakeSocket({ maxLineLength: 20 });

/** Runs the text as a body; what it ends with comes into `seen`. */
async function begin(kind: Kind, text: string, more: object = {}) {
  const seen: unknown[] = [];
  const g = start(kind, await bodyOf(kind, text), { s, ...more });
  void (g as PromiseLike<unknown>).then(
    (value) => seen.push(value),
    (error) => seen.push(error),
  );
  await settle(loop);
  return { seen, g: g as Greenlet };
}

async function send(...texts: (string | null)[]): Promise<void> {
  for (const text of texts) fake.push(text);
  await settle(loop);
}

/** All that is there, without waiting for more. */
async function rest(): Promise<string> {
  fake.push(null);
  let text = '';
  const g = spawn(function* () {
    for (let chunk = yield s.read(); chunk !== null; chunk = yield s.read()) text += chunk;
  });
  await settle(loop);
  expect(g.successful()).toBe(true);
  return text;
}

const codeIn = ([error]: unknown[]) => (error as { code?: string } | undefined)?.code;

describe.each(kinds)('in a %s body', (kind) => {
  it('reads give what has come, and wait for what is missing', async () => {
    const { seen } = await begin(
      kind,
      `const first = CALL(env.s.read());
       const exact = CALL(env.s.readExactly(4));
       const until = CALL(env.s.readUntil('--'));
       const line = CALL(env.s.readLine());
       const none = CALL(env.s.readExactly(0));
       const some = CALL(env.s.read({ max: 2 }));
       return [first, exact, until, line, none, some].map(String)`,
    );
    await send('abc', '1', '23');
    expect(seen).toEqual([]);
    await send('4x-', '-a line\r', '\nmore');
    expect(seen).toEqual([['abc', '1234', 'x--', 'a line', '', 'mo']]);
  });

  it('lines end with the connection, the last one without a newline too', async () => {
    const { seen } = await begin(
      kind,
      'return [CALL(env.s.readLine()), CALL(env.s.readLine()), CALL(env.s.readLine())]',
    );
    await send('one\ntw', 'o', null);
    expect(seen).toEqual([['one', 'two', null]]);
  });

  it('the end before the bytes or the delimiter were there is an error, and what has come can be read', async () => {
    const read = (call: string) => `
      try { CALL(env.s.${call}) } catch (error) { return [error.name, error.code, error.received, String(CALL(env.s.read()))] }`;
    const { seen } = await begin(kind, read('readExactly(4)'));
    await send('abc', null);
    expect(seen).toEqual([['IncompleteRead', 'GS_INCOMPLETE_READ', 3, 'abc']]);
    anotherSocket();
    const { seen: second } = await begin(kind, read("readUntil('-')"));
    await send('abc', null);
    expect(second).toEqual([['IncompleteRead', 'GS_INCOMPLETE_READ', 3, 'abc']]);
  });

  it('a line that is too long is an error, and stays to be read', async () => {
    const { seen } = await begin(kind, 'CALL(env.s.readLine())');
    await send('x'.repeat(15), 'y'.repeat(6));
    expect(codeIn(seen)).toBe('GS_LINE_TOO_LONG');
    expect(await rest()).toBe('x'.repeat(15) + 'y'.repeat(6));
  });

  it('an error of the connection comes after what had come before it', async () => {
    const { seen } = await begin(
      kind,
      `const found = [];
       for (const call of ['readLine', 'readExactly', 'read', 'read']) {
         try { found.push(String(CALL(env.s[call](call === 'readExactly' ? 9 : undefined)))) } catch (error) { found.push(error.code) }
       }
       return found`,
    );
    fake.push('one\ntwo');
    fake.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await settle(loop);
    expect(seen).toEqual([['one', 'ECONNRESET', 'two', 'ECONNRESET']]);
  });

  it('a timeout ends the wait and loses nothing; one of 0 does not wait', async () => {
    const { seen } = await begin(
      kind,
      `const found = [];
       for (const timeout of [3, 0, undefined]) {
         try { found.push(CALL(env.s.readLine({ timeout }))) } catch (error) { found.push([error.code, error.ms]) }
       }
       return found`,
    );
    await send('he');
    await settle(loop, 3);
    await send('llo\n');
    expect(seen).toEqual([[['GS_TIMEOUT', 3], ['GS_TIMEOUT', 0], 'hello']]);
  });

  it('an aborted signal ends the wait with its reason, also before it begins', async () => {
    const control = new AbortController();
    const text = 'try { CALL(env.s.readLine({ signal: env.signal })) } catch (error) { return error.message }';
    const { seen } = await begin(kind, text, { signal: control.signal });
    await send('he');
    control.abort(new Error('enough'));
    await settle(loop);
    const { seen: second } = await begin(kind, text, { signal: control.signal });
    expect([seen, second]).toEqual([['enough'], ['enough']]);
    expect(await rest()).toBe('he');
  });

  it('a second reader is an error that names the first, which goes on', async () => {
    const { seen } = await begin(kind, 'return CALL(env.s.readLine())');
    const { seen: second } = await begin(kind, 'return CALL(env.s.read())');
    expect(codeIn(second)).toBe('GS_BUSY');
    expect(String(second[0])).toMatch(/read\(\) of a socket: (main|.*#\d+) is in readLine\(\) there/);
    await send('one\n');
    expect(seen).toEqual(['one']);
  });

  it('after close() reads are errors, and one that waits gets it at once', async () => {
    const { seen } = await begin(kind, 'return CALL(env.s.readLine())');
    void s.close();
    await settle(loop);
    const { seen: second } = await begin(kind, 'return CALL(env.s.read())');
    expect([codeIn(seen), codeIn(second)]).toEqual(Array(2).fill('GS_SOCKET_CLOSED'));
  });

  it('after close() the end of the other side is no end to be read', async () => {
    fake.isSlow = true;
    void s.write('one').catch(() => undefined);
    void s.close();
    await send(null); // it is not closed yet, as the write is not over
    expect([fake.destroyed, codeIn((await begin(kind, 'return CALL(env.s.read())')).seen)]).toEqual([
      false,
      'GS_SOCKET_CLOSED',
    ]);
    fake.takeOne();
  });

  it('a socket that somebody else destroys is an error, too', async () => {
    const { seen } = await begin(kind, 'return CALL(env.s.readLine())');
    fake.destroy();
    await settle(loop);
    expect(codeIn(seen)).toBe('GS_SOCKET_CLOSED');
  });
});

describe.each(greenletKinds)('a %s body that is killed', (kind) => {
  it.each(['read()', 'readLine()', 'readExactly(9)', "readUntil('-')", 'lines().next()'])(
    'in %s has taken nothing',
    async (call) => {
      const { g } = await begin(kind, `CALL(env.s.${call})`);
      if (call !== 'read()') await send('abc');
      g.kill(undefined, { block: false });
      await settle(loop);
      expect(g.dead).toBe(true);
      if (call === 'read()') await send('abc');
      expect(await rest()).toBe('abc');
    },
  );

  it('with its answer on the way gives it back, in front of what came later', async () => {
    const { g } = await begin(kind, 'CALL(env.s.readLine())');
    fake.push('one\n');
    fake.push('two\n');
    g.kill(undefined, { block: false });
    const { seen } = await begin('main', 'return CALL(env.s.readLine())');
    await settle(loop);
    expect([g.dead, ...seen]).toEqual([true, 'one']);
    expect(await rest()).toBe('two\n');
  });

  it.runIf(kind !== 'async')('is thrown a throw() in the same way', async () => {
    const { g, seen } = await begin(kind, 'CALL(env.s.readExactly(4))');
    await send('abc');
    spawn(function* () {
      yield g.throw(new Error('thrown'));
    });
    await settle(loop);
    expect(String(seen[0])).toBe('Error: thrown');
    expect(await rest()).toBe('abc');
  });
});

const forOf = 'for (const line of env.s.lines()) { env.log.push(line); if (line === env.last) break; }';
const byHand = `const it = env.s.lines();
  for (let s = CALL(it.next()); !s.done; s = CALL(it.next())) { env.log.push(s.value); if (s.value === env.last) break; }`;
const loops: [Kind, string][] = [
  ['compiled', forOf],
  ['stormy', forOf],
  ['generator', byHand],
  ['async', forOf.replace('for (', 'for await (')],
  ['main', forOf.replace('for (', 'for await (')],
];

describe.each(loops)('a loop in a %s body', (kind, text) => {
  it('reads lines to the end', async () => {
    const log: string[] = [];
    const { seen } = await begin(kind, text, { log });
    await send('one\ntwo\nth');
    await send('ree', null);
    expect(log).toEqual(['one', 'two', 'three']);
    expect(seen).toEqual([undefined]);
  });

  it('that is left early leaves the rest, and the socket open', async () => {
    const log: string[] = [];
    await begin(kind, text, { log, last: 'one' });
    await send('one\ntwo\n');
    expect(log).toEqual(['one']);
    expect(fake.destroyed).toBe(false);
    expect(await rest()).toBe('two\n');
  });

  it('reads chunks as well', async () => {
    const log: unknown[] = [];
    await begin(
      kind,
      text.replaceAll('env.s.lines()', kind === 'generator' ? 'env.s[Symbol.asyncIterator]()' : 'env.s'),
      { log },
    );
    await send('one');
    await send('two', null);
    expect(log.map(String)).toEqual(['one', 'two']);
  });
});

describe('a signal', () => {
  it('is not listened to any more when the read is over, in whatever way', async () => {
    const { signal } = new AbortController();
    const nListeners = () => getEventListeners(signal, 'abort').length;
    const read = (options: object) =>
      begin('generator', 'CALL(env.s.readLine(env.options))', { options: { signal, ...options } });
    await read({});
    expect(nListeners()).toBe(1);
    await send('one\n');
    const found = [nListeners()];
    await read({ timeout: 1 });
    await settle(loop, 1);
    found.push(nListeners());
    const { g } = await read({});
    g.kill(undefined, { block: false });
    await settle(loop);
    found.push(nListeners());
    await read({});
    fake.destroy();
    await settle(loop);
    expect([...found, nListeners()]).toEqual([0, 0, 0, 0]);
  });
});

describe('a socket', () => {
  it('is stopped while too much lies there unread, and goes on when it is read', async () => {
    anotherSocket({ readAhead: 10 });
    await send('x'.repeat(9));
    expect(fake.isFlowing).toBe(true);
    await send('x');
    expect(fake.isFlowing).toBe(false);
    const { seen } = await begin('generator', 'return String(CALL(env.s.readExactly(3)))');
    expect([seen, fake.isFlowing]).toEqual([['xxx'], true]);
  });

  it('goes on for a reader who needs more than is read ahead', async () => {
    anotherSocket({ readAhead: 10 });
    await send('x'.repeat(10));
    const { seen, g } = await begin('generator', 'return String(CALL(env.s.readExactly(30)))');
    expect(fake.isFlowing).toBe(true);
    await send('y'.repeat(19));
    g.kill(undefined, { block: false });
    await settle(loop);
    expect(fake.isFlowing).toBe(false);
    await begin('generator', 'return String(CALL(env.s.readExactly(1)))');
    expect(fake.isFlowing).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it('keeps many bytes that come one by one', async () => {
    const { seen } = await begin('main', 'return String(CALL(env.s.readUntil("\\n", { maxLength: 9000 })))');
    for (let i = 0; i < 8999; i++) fake.push('x');
    await send('\n');
    expect(seen).toEqual([`${'x'.repeat(8999)}\n`]);
  });

  it('finds a delimiter of several bytes across chunks, also after a false start', async () => {
    const { seen } = await begin('main', 'return String(CALL(env.s.readUntil("aab")))');
    await send('xa', 'a', 'a');
    await send('b!');
    expect(seen).toEqual(['xaaab']);
    expect(await rest()).toBe('!');
  });

  it('a limit counts what comes before the end of the line', async () => {
    await send(`${'x'.repeat(20)}\n${'y'.repeat(21)}\n`);
    const { seen } = await begin('main', 'return CALL(env.s.readLine())');
    const { seen: second } = await begin('main', 'return CALL(env.s.readLine())');
    const { seen: third } = await begin('main', 'return CALL(env.s.readLine({ maxLength: 21 }))');
    expect([seen, codeIn(second), third]).toEqual([['x'.repeat(20)], 'GS_LINE_TOO_LONG', ['y'.repeat(21)]]);
  });

  it('does not cut characters at the borders of chunks', async () => {
    const bytes = Buffer.from('grüße\n');
    const { seen } = await begin('main', 'return CALL(env.s.readLine())');
    for (const byte of bytes) fake.push(Buffer.from([byte]));
    await settle(loop);
    expect(seen).toEqual(['grüße']);
  });

  it('that was over before it was taken over says so', async () => {
    const over: [string, (raw: FakeSocket) => void][] = [
      ['null', (raw) => raw.resume().push(null)],
      ['GS_SOCKET_CLOSED', (raw) => raw.destroy()],
      [
        'ECONNRESET',
        (raw) => raw.on('error', () => undefined).destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
      ],
    ];
    for (const [expected, end] of over) {
      const raw = new FakeSocket();
      end(raw);
      await settle(loop);
      const { seen } = await begin(
        'main',
        'try { return String(CALL(env.s.read())) } catch (error) { return error.code }',
        { s: new Socket(raw as never) },
      );
      expect(seen).toEqual([expected]);
    }
  });

  it('refuses what makes no sense, and plain loops in main', () => {
    const bad = [
      () => s.readExactly(-1),
      () => s.readExactly(1.5),
      () => s.readExactly('1' as never),
      () => s.read({ max: 0 }),
      () => s.read({ timeout: -1 }),
      () => s.read({ timeout: Number.NaN }),
      () => s.read(null as never),
      () => s.read({ signal: {} as never }),
      () => s.readUntil(''),
      () => s.readUntil(5 as never),
      () => s.readLine({ maxLength: 0 }),
      () => s.lines({ timeout: '1' as never }),
      () => anotherSocket({ maxLineLength: -1 }),
      () => anotherSocket({ readAhead: 0.5 }),
    ];
    expect(bad.map(codeOf)).toEqual(bad.map(() => 'GS_BAD_ARGUMENT'));
    expect([codeOf(() => [...s.lines()]), codeOf(() => [...s])]).toEqual(['GS_BARRIER', 'GS_BARRIER']);
  });
});
