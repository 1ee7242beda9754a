/** The cooperative execSync, execFileSync and spawnSync do what the originals do, while others run. */
import child_process from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sleep, spawn, withTimeout } from 'greenspool';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { childProcessPatches } from '../../build/monkey/child-process/index.js';
import { bodyOf } from '../helpers/bodies.ts';
import { withManualLoop } from '../helpers/manual-loop.ts';
import { compiledModule } from './compiled.ts';
import { type Call, inGreenlet, itComesToTheSame, twins, unblocked } from './outcomes.ts';

const patched = twins(childProcessPatches);
const sh = (script: string) => ['sh', ['-c', script]] as const;
const bytes = new Uint8Array([104, 105, 10]);

type Name = 'spawnSync' | 'execFileSync' | 'execSync';
const cases: [Name, ...unknown[]][] = [
  ['spawnSync', 'true'],
  ['spawnSync', ...sh('echo out; echo err >&2; exit 3')],
  ['spawnSync', ...sh('kill -9 $$')],
  ['spawnSync', 'cat', { input: 'text' }],
  ['spawnSync', 'cat', [], { input: bytes, encoding: 'utf8' }],
  ['spawnSync', 'cat', null, { input: new DataView(bytes.buffer), encoding: 'hex' }],
  ['spawnSync', 'cat', { input: '6869', encoding: 'hex' }],
  ['spawnSync', 'cat', { input: '' }],
  ['spawnSync', 'true', { input: 'x'.repeat(1e6) }],
  ['spawnSync', 'cat', { input: 'y'.repeat(3e5), encoding: 'buffer' }],
  ['spawnSync', 'cat', { input: 'y', stdio: 'ignore' }],
  ['spawnSync', ...sh('exec 3<&0; (cat <&3; echo late) & exit 4'), { input: 'from the start', encoding: 'utf8' }],
  ['spawnSync', ...sh('exec >&- 2>&-; sleep 0.02; exit 5')],
  ['spawnSync', ...sh('echo three >&3; echo one'), { stdio: ['ignore', 'pipe', null, 'pipe', undefined] }],
  ['spawnSync', ...sh('echo a; echo b >&2'), { stdio: [undefined, 'ignore', 'pipe'] }],
  ['spawnSync', ...sh('echo a'), { stdio: [-1, -1] }],
  ['spawnSync', ...sh('echo $GREENSPOOL_TEST; pwd'), { env: { GREENSPOOL_TEST: 'set' }, cwd: '/', encoding: 'utf8' }],
  ['spawnSync', ...sh('pwd'), { cwd: new URL('file:///'), encoding: 'utf8' }],
  ['spawnSync', 'sh', ['-c', 'echo $0'], { argv0: 'other', encoding: 'utf8' }],
  ['spawnSync', 'echo a b | tr a c', { shell: true, encoding: 'utf8' }],
  ['spawnSync', 'echo $0', { shell: '/bin/sh', encoding: 'utf8', windowsHide: true }],
  ['spawnSync', 'true', { uid: process.getuid?.(), gid: process.getgid?.(), detached: true }],
  ['spawnSync', ...sh('exec sleep 5'), { timeout: 30, encoding: 'utf8' }],
  ['spawnSync', 'sleep', ['5'], { timeout: 10, killSignal: 'SIGKILL' }],
  ['spawnSync', 'sleep', ['5'], { timeout: 10, killSignal: 2 }],
  ['spawnSync', ...sh('printf 123456; exec sleep 5'), { maxBuffer: 5 }],
  ['spawnSync', ...sh('printf 123456 >&2; exec sleep 5'), { maxBuffer: 5, encoding: 'utf8' }],
  ['spawnSync', ...sh('printf 12345'), { maxBuffer: 5 }],
  ['spawnSync', ...sh('printf 12345'), { maxBuffer: 0 }],
  ['spawnSync', ...sh('printf 12345'), { maxBuffer: undefined, timeout: undefined, stdio: undefined }],
  ['spawnSync', ...sh('head -c 2000000 /dev/zero | tr "\\0" x'), { maxBuffer: Infinity }],
  ['spawnSync', '/no/such/file', ['a', 'b']],
  ['spawnSync', '/etc/passwd'],
  ['spawnSync', 'true', { cwd: '/no/such/folder' }],
  ['spawnSync', 'true', { cwd: '/etc/passwd' }],
  ['spawnSync', 'true', ['x'.repeat(3e5)]],
  ['spawnSync', ''],
  ['spawnSync', 7],
  ['spawnSync', 'a\0b'],
  ['spawnSync', 'true', 'args'],
  ['spawnSync', 'true', ['a\0']],
  ['spawnSync', 'true', [], null],
  ['spawnSync', 'true', [], 'options'],
  ['spawnSync', 'true', { cwd: 1 }],
  ['spawnSync', 'true', { env: { a: '\0' } }],
  ['spawnSync', 'true', { uid: 'me' }],
  ['spawnSync', 'true', { gid: 1.5 }],
  ['spawnSync', 'true', { shell: 1 }],
  ['spawnSync', 'true', { argv0: 1 }],
  ['spawnSync', 'true', { detached: 1 }],
  ['spawnSync', 'true', { windowsHide: 1 }],
  ['spawnSync', 'true', { timeout: -1 }],
  ['spawnSync', 'true', { timeout: 1.5 }],
  ['spawnSync', 'true', { timeout: '1' }],
  ['spawnSync', 'true', { maxBuffer: -1 }],
  ['spawnSync', 'true', { maxBuffer: '1' }],
  ['spawnSync', 'true', { killSignal: 'SIGNOTHING' }],
  ['spawnSync', 'true', { killSignal: {} }],
  ['spawnSync', 'true', { input: 5 }],
  ['spawnSync', 'true', { input: 'a', encoding: 'nothing' }],
  ['spawnSync', 'echo', { encoding: 'nothing' }],
  ['spawnSync', 'true', { stdio: 'nothing' }],
  ['spawnSync', 'true', { stdio: ['ipc'] }],
  ['spawnSync', 'true', { stdio: [{}] }],
  ['spawnSync', ...sh('echo a'), { stdio: ['pipe', 'pipe', 'text'] }],
  ['spawnSync', 'true', { signal: 'is no option here' }],
  ['execFileSync', 'echo', ['a']],
  ['execFileSync', 'cat', { input: 'in', encoding: 'utf8' }],
  ['execFileSync', 'cat', null, { input: 'in' }],
  ['execFileSync', 'echo', ['a'], null],
  ['execFileSync', ...sh('echo out; exit 3'), { stdio: 'pipe' }],
  ['execFileSync', ...sh('echo bad >&2; exit 3'), { stdio: 'pipe', encoding: 'utf8' }],
  ['execFileSync', ...sh('exit 3'), { argv0: 'another', stdio: 'pipe' }],
  ['execFileSync', ...sh('kill -9 $$'), { stdio: 'pipe' }],
  ['execFileSync', 'sleep', ['5'], { timeout: 10 }],
  ['execFileSync', '/no/such/file', ['a']],
  ['execFileSync', 'true', { stdio: 'ignore' }],
  ['execFileSync', 'true', 'args'],
  ['execFileSync', 'true', [], 5],
  ['execFileSync', 'true', () => undefined],
  ['execFileSync', 'true', [], () => undefined],
  ['execFileSync', 5],
  ['execSync', 'echo a; echo $0'],
  ['execSync', 'echo a', { encoding: 'latin1', shell: '/bin/sh' }],
  ['execSync', 'cat', { input: 'in', shell: false }],
  ['execSync', 'exit 4', { stdio: 'pipe' }],
  ['execSync', 'echo bad >&2; exit 4', { stdio: 'pipe' }],
  ['execSync', 'printf 123456; exec sleep 5', { maxBuffer: 5, stdio: 'pipe' }],
  ['execSync', 'exec sleep 5', { timeout: 10 }],
  ['execSync', 'true', null],
  ['execSync', 'true', { shell: '/no/such/shell' }],
  ['execSync', ''],
  ['execSync', 5],
  ['execSync', 'a\0b'],
  ['execSync', 'true', () => undefined],
];

describe('the same result and the same error as the original', () => {
  itComesToTheSame(child_process, patched, cases);
});

/** The processes that were started, as Node publishes them. */
const started: child_process.ChildProcess[] = [];
const note = (message: unknown) => started.push((message as { process: child_process.ChildProcess }).process);
beforeAll(() => subscribe('child_process', note));
afterAll(() => unsubscribe('child_process', note));

/** Starts it in a greenlet, and waits until the process is there. */
async function underWay(fn: Call, ...args: unknown[]) {
  started.length = 0;
  const g = inGreenlet(fn, ...args);
  await vi.waitFor(() => expect(started[0]?.pid).toBeGreaterThan(0), { interval: 1 });
  return { g, child: started[0]! };
}

const exists = (child: child_process.ChildProcess) => {
  try {
    return process.kill(child.pid!, 0);
  } catch {
    return false;
  }
};

describe('while the child runs', () => {
  it('others run: six children, each of which waits for all the others to come', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenspool-children-'));
    const script = 'echo >> all; while [ $(wc -l < all) -lt 6 ]; do sleep 0.01; done; cat all';
    const one = () => inGreenlet(patched.execSync!, script, { cwd: folder, encoding: 'utf8' });
    expect(await Promise.all(Array.from({ length: 6 }, one))).toEqual(Array(6).fill('\n'.repeat(6)));
    rmSync(folder, { recursive: true });
  });

  it('the original is not asked, unless the system refuses to start it', async () => {
    const { spawnSync, execFileSync, execSync } = unblocked(childProcessPatches);
    expect(await inGreenlet(execSync!, 'echo a', { encoding: 'utf8' })).toBe('a\n');
    expect(await inGreenlet(execFileSync!, 'cat', { input: 'b', encoding: 'utf8' })).toBe('b');
    expect(await inGreenlet(spawnSync!, 'false')).toMatchObject({ status: 1 });
    await expect(inGreenlet(spawnSync!, '/no/such/file')).rejects.toThrow('child_process.spawnSync blocks');
  });

  it('a kill of the greenlet kills the child, which leaves nothing behind', async () => {
    const { g, child } = await underWay(patched.spawnSync!, 'sleep', ['60']);
    await g.kill();
    expect(g.dead).toBe(true);
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(exists(child)).toBe(false);
  });

  it('a timeout around the call kills it with the signal that was asked for', async () => {
    const { g, child } = await underWay(patched.execFileSync!, 'sleep', ['60'], {
      killSignal: 'SIGKILL',
      stdio: 'inherit',
    });
    await expect(withTimeout(5, () => g)).rejects.toThrow(/5 ms/);
    await g.kill(new Error('given up'));
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(String(g.exception)).toContain('given up');
  });

  it('a kill closes the pipes of a child that writes and reads', async () => {
    const { g, child } = await underWay(patched.spawnSync!, 'cat', { input: Buffer.alloc(1e7), maxBuffer: 1e9 });
    const pipes = child.stdio.slice(0, 3) as Readable[];
    const closed = pipes.map((pipe) => once(pipe, 'close'));
    await g.kill();
    await Promise.all([...closed, once(child, 'exit')]);
    expect(pipes.map((pipe) => pipe.destroyed)).toEqual([true, true, true]);
  });

  it('the input is what it was at the call', async () => {
    const input = Buffer.alloc(100_000, 'a');
    const { g } = await underWay(patched.execFileSync!, 'cat', { input, encoding: 'latin1', maxBuffer: 1e6 });
    input.fill('b');
    expect(await g).toBe('a'.repeat(100_000));
  });
});

describe('a limit of time', () => {
  /** The time comes only when the test says so: after `event` of the child's standard output, or of the child. */
  const timedOut = async (
    script: string,
    source: (child: child_process.ChildProcess) => EventEmitter,
    event: string,
  ) => {
    const { loop, restore } = withManualLoop();
    try {
      started.length = 0;
      const g = inGreenlet(patched.spawnSync!, ...sh(script), { timeout: 10, encoding: 'utf8' });
      loop.flush();
      await once(source(started[0]!), event);
      loop.advance(10);
      await once(started[0]!, 'close');
      loop.flush();
      return g.value as child_process.SpawnSyncReturns<string>;
    } finally {
      restore();
    }
  };

  it('keeps what has come until then', async () => {
    const { error, stdout, status, signal } = await timedOut('echo early; exec sleep 60', (it) => it.stdout!, 'data');
    expect([error, stdout, status, signal]).toMatchObject([{ code: 'ETIMEDOUT' }, 'early\n', null, 'SIGTERM']);
  });

  it('waits for a child that takes no notice of the signal, but not for its output', async () => {
    const script = 'trap "" TERM; echo ready; exec 1>&- 2>&-; sleep 0.02; exit 6';
    const { error, status, signal } = await timedOut(script, (it) => it.stdout!, 'data');
    expect([error, status, signal]).toMatchObject([{ code: 'ETIMEDOUT' }, 6, null]);
  });

  it('ends the wait for a pipe that a grandchild holds', async () => {
    const { error, status, signal } = await timedOut('sleep 1 & exit 7', (it) => it, 'exit');
    expect([error, status, signal]).toMatchObject([{ code: 'ETIMEDOUT' }, 7, null]);
  });
});

describe('standard error', () => {
  const written = async (...args: unknown[]) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      await inGreenlet(patched.execSync!, ...args);
      return write.mock.calls.map(([bytes]) => String(bytes));
    } finally {
      write.mockRestore();
    }
  };

  it('goes to that of this process by default, and nowhere with an option', async () => {
    expect(await written('echo said >&2')).toEqual(['said\n']);
    expect(await written('echo said >&2', { encoding: 'utf8' })).toEqual(['said\n']);
    expect(await written('echo said >&2', { stdio: 'pipe' })).toEqual([]);
  });

  it('is in the message of a failure, whose stack shows the caller', async () => {
    const error = await inGreenlet(patched.execSync!, 'echo bad >&2; exit 9', { stdio: 'pipe' }).then(null, (e) => e);
    expect([error.status, error.message]).toEqual([9, 'Command failed: echo bad >&2; exit 9\nbad\n']);
    expect(error.stack).toMatch(/at body \(/);
  });
});

describe('the stack of an error', () => {
  const text = `
    export function outer(env) { env.sleep(env.ms); const got = inner(env); return got; }
    function inner(env) { const got = last(env); return got; }
    function last({ fn, args }) { return fn(...args); }`;
  const linesOf = ({ stack }: Error) => String(stack).match(/(?<=^ +at )\S+/gm);
  const errorOf = (fn: Call, env: object) =>
    spawn(fn, env).then(
      ({ error }) => error,
      (error: unknown) => error as Error & { status: number },
    );

  it.each([
    ['execSync', 'exit 3', { stdio: 'pipe' }],
    ['execFileSync', 'false', [], { stdio: 'pipe' }],
    ['execFileSync', 'sleep', ['5'], { timeout: 5 }],
    ['spawnSync', 'sleep', ['5'], { timeout: 5 }],
  ] as [Name, ...unknown[]][])('of %s has each caller once: %s', async (name, ...args) => {
    const { outer } = await compiledModule(text);
    for (const ms of [0, 1]) {
      const pause = ms === 0 ? () => {} : sleep;
      const error = await errorOf(outer!, { fn: patched[name], args, sleep: pause, ms });
      expect(linesOf(error)).toEqual(['last', 'inner', 'outer']);
      expect(error.stack.split('\n')[0]).toBe(String(error));
    }
  });

  it('is no longer than others, and its own where stacks are no text', async () => {
    const { outer } = await compiledModule(text);
    const env = { fn: patched.execSync, args: ['exit 3', { stdio: 'pipe' }], sleep, ms: 1 };
    const { stackTraceLimit, prepareStackTrace } = Error;
    try {
      Error.stackTraceLimit = 2;
      expect(linesOf(await errorOf(outer!, env))).toEqual(['last', 'inner']);
      Error.prepareStackTrace = () => 7;
      expect(await errorOf(outer!, env)).toMatchObject({ status: 3, stack: 7 });
    } finally {
      Object.assign(Error, { stackTraceLimit, prepareStackTrace });
    }
  });
});

describe('in a caller that cannot be left', () => {
  it('the original does it', async () => {
    const body = await bodyOf('compiled', 'const out = []; [1].forEach.call([1], env.each); return env.out;');
    const env = {
      out: [] as unknown[],
      each: () => env.out.push(patched.execFileSync!('echo', ['a'], { encoding: 'utf8' })),
    };
    expect(await spawn(body, env)).toEqual(['a\n']);
  });
});
