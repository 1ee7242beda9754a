/** Servers and their connections, over real sockets: handlers, limits, loops, the ways to close. */
import { connect as nodeConnect } from 'node:net';
import { promisify } from 'node:util';
import { Channel, onError, Queue, sleep, spawn } from 'greenspool';
import { connect, type Handler, type ListenOptions, listen, type Server, type Socket } from 'greenspool/net';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds } from '../helpers/bodies.ts';
import { codeOf, codeOfAsync } from '../helpers/code-of.ts';

const here = { host: '127.0.0.1' };
const open: (Server | Socket)[] = [];

async function serve(handler: Handler | ListenOptions, place?: ListenOptions): Promise<Server> {
  const server: Server = await listen(handler as Handler, place);
  open.push(server);
  return server;
}

async function client(server: Server): Promise<Socket> {
  const socket: Socket = await connect(server.port, here);
  open.push(socket);
  return socket;
}

afterEach(async () => {
  for (const one of open.splice(0)) await ('port' in one ? one.close({ drainMs: 0 }) : one.close({ timeout: 0 }));
});

const shout = 'for (const line of env.lines()) env.write(line.toUpperCase() + "\\n");';
const byHand = `const it = env.lines();
  for (let s = CALL(it.next()); !s.done; s = CALL(it.next())) CALL(env.write(s.value.toUpperCase() + "\\n"));`;
const bodies = { compiled: shout, stormy: shout, generator: byHand, async: byHand };

describe.each(greenletKinds)('a handler that is a %s body', (kind) => {
  it('serves several clients at once, and closes each connection when it is over', async () => {
    const server = await serve((await bodyOf(kind, bodies[kind])) as never, here);
    const [ann, bob] = [await client(server), await client(server)];
    await ann.write('ann 1\nann 2\n');
    await bob.write('bob 1\n');
    expect([await bob.readLine(), await ann.readLine(), await ann.readLine()]).toEqual(['BOB 1', 'ANN 1', 'ANN 2']);
    await ann.end();
    expect(await ann.readLine()).toBe(null);
    await bob.write('bob 2\n');
    expect(await bob.readLine()).toBe('BOB 2');
  });

  it('that fails is reported, and ends nothing but its connection', async () => {
    const reported: unknown[] = [];
    const before = onError((error) => reported.push((error as Error).message));
    const text =
      "const line = CALL(env.readLine()); if (line === 'bad') throw new Error('no ' + line); CALL(env.write(line))";
    const server = await serve((await bodyOf(kind, text)) as never, here);
    const [ann, bob] = [await client(server), await client(server)];
    await ann.write('bad\n');
    expect(await ann.read()).toBe(null);
    await bob.write('good\n');
    expect(String(await bob.read())).toBe('good');
    await new Promise((resolve) => setTimeout(resolve));
    onError(before);
    expect(reported).toEqual(['no bad']);
  });
});

describe('a server', () => {
  it('is looped over in compiled functions and by for await, until it is closed', async () => {
    for (const [kind, loop] of [
      ['compiled', 'for (const s of env) { s.write("hello"); s.close() }'],
      ['async', 'for await (const s of env) { await s.write("hello"); await s.close() }'],
    ] as const) {
      const server = await serve(here);
      const g = spawn(await bodyOf(kind, `${loop} return 'over'`), server);
      for (let i = 0; i < 2; i++) {
        const socket = await client(server);
        expect([String(await socket.read()), await socket.read()]).toEqual(['hello', null]);
        await socket.close();
      }
      await server.close();
      expect(await g).toBe('over');
    }
  });

  it('with a handler is not looped over', async () => {
    const server = await serve(async () => undefined, here);
    expect(codeOf(() => server[Symbol.iterator]())).toBe('GS_BAD_ARGUMENT');
  });

  it('lets at most so many in; others wait for their turn, and too many are closed', async () => {
    const served = new Queue<Socket>();
    const server = await serve(
      function* (socket: Socket) {
        served.putNowait(socket);
        yield socket.readLine();
      },
      { ...here, maxConnections: 1, maxWaiting: 1 },
    );
    const [ann, bob, cyd] = [await client(server), await client(server), await client(server)];
    expect(await codeOfAsync(() => cyd.readExactly(1))).toMatch(/GS_INCOMPLETE_READ|ECONNRESET/);
    await served.get();
    expect([server.size, served.size]).toEqual([1, 0]);
    await ann.end();
    await served.get();
    expect(server.size).toBe(1);
    await bob.end();
    expect(await bob.read()).toBe(null);
  });

  it('forgets those that leave while they wait for their turn', async () => {
    const served = new Queue<Socket>();
    const server = await serve(
      function* (socket: Socket) {
        served.putNowait(socket);
        socket.name = String(yield socket.readLine());
      },
      { ...here, maxConnections: 1 },
    );
    const [ann, bob, cyd] = [await client(server), await client(server), await client(server)];
    await served.get();
    bob.socket.resetAndDestroy();
    await cyd.write('cyd\n');
    while ((await promisify(server.server.getConnections.bind(server.server))()) > 2) await sleep(1);
    await ann.end();
    const next = await served.get();
    expect(await cyd.read()).toBe(null);
    expect(next.name).toBe('cyd');
  });

  it('that is closed waits for its handlers, and accepts nobody', async () => {
    const log: string[] = [];
    const server = await serve(async (socket) => {
      log.push(await socket.readLine());
      await socket.write('done');
    }, here);
    const ann = await client(server);
    const { port } = server;
    await ann.write('wa');
    const closing = server.close().then(() => log.push('closed'));
    expect(await codeOfAsync(() => connect(port, here))).toBe('ECONNREFUSED');
    await ann.write('it\n');
    expect(String(await ann.read())).toBe('done');
    await closing;
    await server.close();
    expect(log).toEqual(['wait', 'closed']);
  });

  it('kills the handlers that are not over in time', async () => {
    const log: string[] = [];
    const begun = new Queue<true>();
    const server = await serve(function* (socket: Socket) {
      begun.putNowait(true);
      try {
        yield socket.readLine();
      } finally {
        log.push('cleaned up');
      }
    }, here);
    const ann = await client(server);
    await begun.get();
    await server.close({ drainMs: 5 });
    expect([log, await ann.read()]).toEqual([['cleaned up'], null]);
  });

  it('without a handler destroys what is still open then, and refuses what nobody has taken', async () => {
    const server = await serve(here);
    const [ann, bob] = [await client(server), await client(server)];
    const taken: Socket = (await server[Symbol.asyncIterator]().next()).value;
    await server.close({ drainMs: 5 });
    expect([await ann.read(), await bob.read(), taken.isClosed]).toEqual([null, null, true]);
  });

  it('is not closed by its own handler, which would wait for itself', async () => {
    const codes = new Channel<string>();
    const server = await serve(function* () {
      yield codes.put(codeOf(() => server.close()));
    }, here);
    await client(server);
    expect(await codes.get()).toBe('GS_JOIN_SELF');
  });

  it('goes on when a connection could not be accepted, and says so', async () => {
    const reported: unknown[] = [];
    const before = onError((error) => reported.push(error));
    const server = await serve(async (socket) => void (await socket.write('hello')), here);
    const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
    server.server.emit('error', error);
    onError(before);
    expect(reported).toEqual([error]);
    expect(String(await (await client(server)).read())).toBe('hello');
  });

  it('refuses what makes no sense, and says what the system says', async () => {
    const bad = [
      () => listen({ maxConnections: 0 }),
      () => listen(async () => undefined, { maxWaiting: -1 }),
      () => listen({ timeout: -1 }),
      () => listen({ maxLineLength: 0 }),
      () => listen(true as never),
      () => connect(true as never),
      () => connect(1, { timeout: Number.NaN }),
      () => connect(1, { readAhead: -1 }),
    ];
    expect(bad.map(codeOf)).toEqual(bad.map(() => 'GS_BAD_ARGUMENT'));
    const server = await serve(here);
    expect(codeOf(() => server.close({ drainMs: -1 }))).toBe('GS_BAD_ARGUMENT');
    expect(await codeOfAsync(() => listen({ ...here, port: server.port }))).toBe('EADDRINUSE');
    expect(await codeOfAsync(() => listen('/nowhere/at/all'))).toBe('EACCES');
  });
});

describe('a connection', () => {
  it('that is reset gives what had come, then the error of the system', async () => {
    const server = await serve(here);
    const raw = nodeConnect(server.port, '127.0.0.1');
    const socket: Socket = (await server[Symbol.asyncIterator]().next()).value;
    raw.write('last words');
    expect(String(await socket.readExactly(4))).toBe('last');
    raw.resetAndDestroy();
    expect(await codeOfAsync(() => socket.readLine())).toBe('ECONNRESET');
    expect(String(await socket.read())).toBe(' words');
    expect(await codeOfAsync(() => socket.read())).toBe('ECONNRESET');
    expect(await codeOfAsync(() => socket.write('x'))).toBe('ECONNRESET');
    await socket.close();
  });

  it('holds a writer up until somebody reads, and then brings every byte', async () => {
    const server = await serve(here);
    const ann = await client(server);
    const socket: Socket = (await server[Symbol.asyncIterator]().next()).value;
    const data = Buffer.alloc(24 * 1024 * 1024, 'greenspool');
    const writing = ann.write(data);
    expect(await codeOfAsync(() => ann.write('x'))).toBe('GS_BUSY');
    await sleep(1);
    expect(ann.socket.writableLength).toBeGreaterThan(0);
    expect((await socket.readExactly(data.length)).equals(data)).toBe(true);
    await writing;
    expect(ann.socket.writableLength).toBe(0);
    await socket.close();
  });

  it('that its other side has left cannot be written to for long', async () => {
    const server = await serve(here);
    const ann = await client(server);
    const socket: Socket = (await server[Symbol.asyncIterator]().next()).value;
    await ann.close();
    expect(await socket.read()).toBe(null);
    const write = async () => {
      for (let i = 0; i < 1000; i++) {
        await socket.write('x');
        await sleep(0);
      }
    };
    expect(await codeOfAsync(write)).toMatch(/^(EPIPE|ECONNRESET)$/);
    await socket.close();
  });
});
