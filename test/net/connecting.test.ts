/** Ways to connect: TCP, unix sockets, TLS (the certificate is for these tests alone), and attempts that are given up. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server as NodeServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Greenlet, sleep, spawn } from 'greenspool';
import { connect, listen, type Server, type Socket } from 'greenspool/net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOfAsync } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

const [key, cert] = ['key', 'cert'].map((name) => readFileSync(new URL(`fixtures/${name}.pem`, import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'greenspool-net-'));
let counting: NodeServer;
let nConnections = 0;
let port = 0;

beforeAll(async () => {
  counting = createServer((socket) => {
    nConnections++;
    socket.on('error', () => undefined);
    socket.end('hello\n');
  }).listen(0, '127.0.0.1');
  await once(counting, 'listening');
  ({ port } = counting.address() as AddressInfo);
});
afterAll(() => {
  counting.close();
  rmSync(folder, { recursive: true });
});

const echo = async (socket: Socket) => {
  for await (const chunk of socket) await socket.write(chunk);
};

describe('connect', () => {
  it.each(kinds)('blocks a %s body until it is connected', async (kind) => {
    const text = `const s = CALL(env.connect(env.port, { host: '127.0.0.1' }));
      const line = CALL(s.readLine()); CALL(s.close()); return line`;
    expect(await start(kind, await bodyOf(kind, text), { connect, port })).toBe('hello');
  });

  it.each(kinds)('throws in a %s body what the system says', async (kind) => {
    const text = 'try { CALL(env.connect(env.path)) } catch (error) { return [error.code, error.syscall] }';
    const path = join(folder, 'nobody');
    expect(await start(kind, await bodyOf(kind, text), { connect, path })).toEqual(['ENOENT', 'connect']);
  });

  it('takes the path of a unix socket, at both ends', async () => {
    const path = join(folder, 'socket');
    const server: Server = await listen(echo, path);
    const socket: Socket = await connect({ path, maxLineLength: 3 });
    expect(server.port).toBe(0);
    await socket.write('over\n');
    expect(await codeOfAsync(() => socket.readLine())).toBe('GS_LINE_TOO_LONG');
    expect(String(await socket.readExactly(5))).toBe('over\n');
    await socket.close();
    await server.close();
  });

  it('speaks TLS, at both ends, with half-closed connections too', async () => {
    const server: Server = await listen(
      async (socket: Socket) => {
        for await (const line of socket.lines()) await socket.write(`${line}!\n`);
        await socket.write('bye');
      },
      { host: '127.0.0.1', tls: { key, cert } as object },
    );
    const socket: Socket = await connect(server.port, { host: 'localhost', tls: { ca: cert } as object, family: 4 });
    await socket.write('hello\n');
    await socket.end();
    expect([await socket.readLine(), await socket.readLine(), await socket.readLine()]).toEqual([
      'hello!',
      'bye',
      null,
    ]);
    await socket.close();
    expect(await codeOfAsync(() => connect(server.port, { host: '127.0.0.1', tls: true }))).toBe(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    await server.close();
  });

  it('gives a TLS handshake up when the server is closed', async () => {
    const server: Server = await listen(echo, { host: '127.0.0.1', tls: { key, cert } as object });
    const accepted = once(server.server, 'connection');
    const socket: Socket = await connect(server.port, { host: '127.0.0.1' }); // and it says nothing
    await accepted;
    await server.close({ drainMs: 1 });
    expect(await codeOfAsync(() => socket.readExactly(1))).toMatch(/GS_INCOMPLETE_READ|ECONNRESET/);
    await socket.close();
  });
});

describe('an attempt', () => {
  let loop: ManualLoop;
  let restore = () => {};
  afterEach(() => restore());

  /** Looks the name up until the test says so. */
  function begin(options: object = {}) {
    ({ loop, restore } = withManualLoop());
    const found: (() => void)[] = [];
    const lookup = (_name: string, asked: { all?: boolean }, done: (...args: unknown[]) => void) => {
      const address = '127.0.0.1';
      found.push(() => (asked.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
    };
    const seen: unknown[] = [];
    const g = spawn(function* () {
      try {
        seen.push(yield connect(port, { host: 'somewhere', lookup, ...options }));
      } catch (error) {
        seen.push((error as { code?: string }).code ?? error);
      }
    });
    return { seen, found, g };
  }

  /** The network has had time to do what it would do. */
  async function later(): Promise<void> {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  it('that takes too long, is aborted or killed never connects', async () => {
    const before = nConnections;
    const control = new AbortController();
    const ways: [object, (g: Greenlet) => void, unknown[]][] = [
      [{ timeout: 3 }, () => undefined, ['GS_TIMEOUT']],
      [{ timeout: 0 }, () => undefined, ['GS_TIMEOUT']],
      [{ signal: control.signal }, () => control.abort('enough'), ['enough']],
      [{ signal: control.signal }, () => undefined, ['enough']],
      [{}, (g) => void g.kill(undefined, { block: false }), []],
    ];
    for (const [options, act, expected] of ways) {
      const { seen, found, g } = begin(options);
      await settle(loop, 1);
      act(g);
      await settle(loop, 4);
      for (const go of found) go();
      await later();
      const ended = g.dead;
      restore();
      expect([ended, expected.length === 0 ? [] : seen]).toEqual([true, expected]);
    }
    expect(nConnections).toBe(before);
  });

  it('runs no code of the caller that would wait in its name, and none for a caller that cannot wait', async () => {
    const env = { connect, sleep, port, found: [] as unknown[] };
    const lookup = `const lookup = (name, asked, done) => {
      try { env.sleep(1); env.found.push('slept') } catch (error) { env.found.push(error.code) }
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const options = { host: 'somewhere', lookup, autoSelectFamily: true };`;
    for (const kind of ['compiled', 'generator'] as const) {
      const text = `${lookup} const s = CALL(env.connect(env.port, options)); const line = CALL(s.readLine()); s.destroy(); return line`;
      expect(await start(kind, await bodyOf(kind, text), env)).toBe('hello');
    }
    const text = `${lookup} const lazy = { get socket() { return CALL(env.connect(env.port, options)) } };
      try { return lazy.socket } catch (error) { return error.code }`;
    expect(await start('compiled', await bodyOf('compiled', text), env)).toBe('GS_BARRIER');
    expect(env.found).toEqual(['GS_BARRIER', 'GS_BARRIER']);
  });

  it('whose caller is killed when it has just connected is closed', async () => {
    const { seen, found, g } = begin();
    await settle(loop);
    const accepted = once(counting, 'connection');
    found[0]?.();
    const [raw] = await accepted;
    await later();
    g.kill(undefined, { block: false });
    loop.flush();
    if (!raw.destroyed) await once(raw, 'close');
    expect([g.dead, seen.length]).toEqual([true, 1]); // the exit itself was caught
  });
});
