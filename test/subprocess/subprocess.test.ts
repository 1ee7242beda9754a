/** Programs in blocking style: from every kind of body, with every way in which they can end. */
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, withTimeout } from 'greenspool';
import * as subprocess from 'greenspool/subprocess';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bodyOf, kinds, start as startBody } from '../helpers/bodies.ts';
import { codeOfAsync } from '../helpers/code-of.ts';
import { withManualLoop } from '../helpers/manual-loop.ts';

const { run, checkOutput, start, ProcessFailed, ProcessTimeout } = subprocess;
const sh = (script: string): [string, string[]] => ['sh', ['-c', script]];

/** The processes that were started, as Node publishes them. */
const started: ChildProcess[] = [];
const note = (message: unknown) => started.push((message as { process: ChildProcess }).process);
beforeAll(() => subscribe('child_process', note));
afterAll(() => unsubscribe('child_process', note));
const isThere = () => vi.waitFor(() => expect(started[0]?.pid).toBeGreaterThan(0), { interval: 1 });

describe.each(kinds)('in a body of the kind %s', (kind) => {
  it('a program is run, and talked with', async () => {
    const text = `
      const out = [CALL(env.checkOutput('echo', ['a'])), CALL(env.run('cat', { input: 'b' })).stdout];
      const cat = CALL(env.start('cat'));
      CALL(cat.stdin.write('c\\nd\\n'));
      out.push(CALL(cat.stdout.readLine()));
      CALL(cat.stdin.end());
      out.push(CALL(cat.stdout.readLine()), CALL(cat.stdout.readLine()), CALL(cat.wait()).status, CALL(cat.wait()).status);
      out.push(CALL(CALL(env.start('sort')).communicate('f\\ne\\n')).stdout);
      try { CALL(env.run('false', [], { check: true })); } catch (error) { out.push(error.code); }
      try { CALL(env.start('/no/such/file')); } catch (error) { out.push(error.code); }
      return out;`;
    const got = await startBody(kind, await bodyOf(kind, text), subprocess);
    expect(got).toEqual(['a\n', 'b', 'c', 'd', null, 0, 0, 'e\nf\n', 'GS_PROCESS_FAILED', 'ENOENT']);
  });
});

describe('run', () => {
  it('tells all that there is to know', async () => {
    const done = await run(...sh('echo out; echo err >&2; exit 3'));
    expect(done).toEqual({
      file: 'sh',
      pid: expect.any(Number),
      status: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await run(...sh('kill -9 $$'))).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  it('takes options for where and how it runs', async () => {
    const options = { cwd: '/', env: { NAME: 'value' }, shell: true, encoding: 'buffer' } as const;
    expect(await checkOutput('pwd; echo $NAME', options)).toEqual(Buffer.from('/\nvalue\n'));
    expect(await checkOutput('cat', [], { input: new Uint8Array([104, 105]), encoding: 'hex' })).toBe('6869');
    expect(await run('echo', ['x'], { stdio: ['ignore', 'ignore', 'pipe'] })).toMatchObject({
      stdout: null,
      stderr: '',
    });
  });

  it('writes to open files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenspool-subprocess-'));
    const fd = openSync(join(folder, 'out'), 'w');
    await run('echo', ['to a file'], { stdio: ['ignore', fd, 'inherit'] });
    closeSync(fd);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('to a file\n');
    rmSync(folder, { recursive: true });
  });

  it('does not mind a program that does not read its input', async () => {
    expect(await run('true', { input: Buffer.alloc(1e6) })).toMatchObject({ status: 0, stdout: '' });
  });

  it('with check, and checkOutput, throw when it fails, and say why', async () => {
    const error = await run(...sh('echo out; echo the reason >&2; exit 2'), { check: true }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProcessFailed);
    expect(error).toMatchObject({ code: 'GS_PROCESS_FAILED', status: 2, signal: null, stdout: 'out\n' });
    expect(String(error)).toContain('run() of sh: it ended with status 2: the reason. ');
    const killed = await checkOutput(...sh('kill -15 $$'), { encoding: 'buffer' }).catch((e: unknown) => e);
    expect(String(killed)).toContain('checkOutput() of sh: it was ended by SIGTERM. ');
  });

  it('kills a program that is not over in time, also one that does not listen to SIGTERM', async () => {
    const { loop, restore } = withManualLoop();
    started.length = 0;
    const done = run(...sh('trap "" TERM; echo first; exec sleep 60'), { timeout: 40 }).catch((e: unknown) => e);
    await once(started[0]!.stdout!, 'data');
    loop.advance(40);
    await once(started[0]!, 'close');
    loop.flush();
    const error = await done;
    restore();
    expect(error).toBeInstanceOf(ProcessTimeout);
    expect(error).toMatchObject({ code: 'GS_TIMEOUT', ms: 40, stdout: 'first\n', stderr: '' });
    expect(await codeOfAsync(() => run('sleep', ['60'], { timeout: 5, killSignal: 'SIGINT' }))).toBe('GS_TIMEOUT');
  });

  it('with no time at all does not start it', async () => {
    started.length = 0;
    expect(await codeOfAsync(() => run('true', { timeout: 0 }))).toBe('GS_TIMEOUT');
    expect(started).toEqual([]);
  });

  it('throws away no more output than is allowed', async () => {
    const error = await run(...sh('echo long; exec sleep 60'), { maxBuffer: 3 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ENOBUFS', syscall: 'spawn sh', path: 'sh' });
  });

  it.each([
    ['a kill', (signal: AbortController) => ({ signal, end: (g: { kill(): unknown }) => g.kill() })],
    ['an aborted signal', (signal: AbortController) => ({ signal, end: () => signal.abort(new Error('enough')) })],
  ])('%s ends the program', async (_, how) => {
    started.length = 0;
    const { signal, end } = how(new AbortController());
    const g = spawn(function* () {
      return yield run('sleep', ['60'], { signal: signal.signal });
    });
    await isThere();
    void end(g);
    await g.join();
    expect(await once(started[0]!, 'exit')).toEqual([null, 'SIGKILL']);
    expect(() => process.kill(started[0]!.pid!, 0)).toThrow('ESRCH');
  });

  it('runs many at a time: each waits for all the others to come', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenspool-subprocess-'));
    const script = 'echo >> all; while [ $(wc -l < all) -lt 5 ]; do sleep 0.01; done';
    const all = await Promise.all(Array.from({ length: 5 }, () => run(...sh(script), { cwd: folder })));
    expect(all.map(({ status }) => status)).toEqual(Array(5).fill(0));
    rmSync(folder, { recursive: true });
  });

  it.each([
    [() => run(5 as never)],
    [() => run('true', 'args' as never)],
    [() => run('true', [], 5 as never)],
    [() => run('true', { timeout: -1 })],
    [() => run('true', { timeout: Number.NaN })],
    [() => run('true', { signal: {} as never })],
    [() => run('true', { stdio: 'nothing' as never })],
    [() => run('true', { stdio: ['ipc' as never] })],
    [() => run('true', { maxBuffer: -1 })],
    [() => run('true', { input: 5 as never })],
    [() => run('true', { encoding: 'nothing' as never })],
    [() => start(undefined as never)],
    [() => start('true', { stdio: {} as never })],
  ])('refuses what cannot be meant: %s', async (call) => {
    expect(await codeOfAsync(async () => call())).toBe('GS_BAD_ARGUMENT');
  });

  it.each([
    ['run', () => run('echo', 'a' as never)],
    ['run', () => run('echo', null as never, {})],
    ['checkOutput', () => checkOutput('echo', 'a' as never)],
    ['start', () => start('echo', 'a' as never)],
  ])('says that arguments are a list: %s', async (name, call) => {
    const error = await (async () => call())().catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'GS_BAD_ARGUMENT',
      message: expect.stringContaining(`${name}('echo', ['a'])`),
    });
  });

  it('passes on what Node says of its arguments', async () => {
    expect(await codeOfAsync(() => run(''))).toBe('ERR_INVALID_ARG_VALUE');
    expect(await codeOfAsync(() => run('true', { cwd: 5 as never }))).toBe('ERR_INVALID_ARG_TYPE');
    expect(await codeOfAsync(() => start('true', ['a\0']))).toBe('ERR_INVALID_ARG_VALUE');
    expect(await codeOfAsync(() => run('true', { cwd: '/etc/passwd' }))).toBe('ENOTDIR');
  });
});

describe('a started process', () => {
  it('is waited for by many, each as long as it likes; its end is not', async () => {
    const cat = await start('cat');
    expect(await codeOfAsync(() => cat.wait({ timeout: 1 }))).toBe('GS_TIMEOUT');
    expect(await codeOfAsync(() => cat.wait({ timeout: 0 }))).toBe('GS_TIMEOUT');
    const reason = new Error('enough');
    await expect(cat.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const waiting = [cat.wait(), cat.wait({ timeout: 60_000 })];
    expect([cat.isRunning, cat.status, cat.signal, cat.child.listenerCount('exit')]).toEqual([true, null, null, 3]); // its own, too
    expect([cat.kill(), await Promise.all(waiting)]).toEqual([
      true,
      Array(2).fill({ status: null, signal: 'SIGTERM' }),
    ]);
    expect([cat.isRunning, cat.kill(), cat.child.listenerCount('exit')]).toEqual([false, false, 0]);
  });

  it('can be read after its end', async () => {
    const echo = await start('echo', ['still there']);
    await echo.wait();
    expect([await echo.stdout.readLine(), await echo.stdout.read(), await echo.stderr.read()]).toEqual([
      'still there',
      null,
      null,
    ]);
  });

  it('is looped over by lines', async () => {
    const lines = await start('printf', ['a\\nb\\nc']);
    const seen: string[] = [];
    for await (const line of lines.stdout.lines()) seen.push(line);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('stops a writer that it does not read, until it does', async () => {
    const counter = await start(...sh('read go <&3; wc -c'), { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] });
    expect(await codeOfAsync(() => counter.stdin.write(Buffer.alloc(1_000_000), { timeout: 5 }))).toBe('GS_TIMEOUT');
    counter.child.stdio[3].write('go\n');
    await counter.stdin.end();
    expect((await counter.stdout.readLine()).trim()).toBe('1000000');
  });

  it('tells a writer that it has gone', async () => {
    const gone = await start('true');
    await gone.wait();
    expect(await codeOfAsync(() => gone.stdin.write(Buffer.alloc(1e6)))).toBe('EPIPE');
  });

  it('leaves no pipe open when it has ended, although nobody has used them', async () => {
    const all = [await start('true'), await start('true')];
    await Promise.all(all.map((one) => one.wait()));
    const pipes = all.flatMap(({ stdin, stdout, stderr }) => [stdin, stdout, stderr]);
    await vi.waitFor(() => expect(pipes.every((pipe) => pipe.isClosed)).toBe(true), { interval: 1 });
    expect(await Promise.all(all.map(({ stdin }) => stdin.end()))).toEqual([undefined, undefined]);
    expect(await codeOfAsync(() => all[0].stdin.write('late'))).toBe('EPIPE');
  });

  it('does not cut off what is on its way to a grandchild when it has ended', async () => {
    const [heir, text] = [
      await start(...sh('exec 3<&0; (read go <&4; wc -c) <&3 & exit 0'), {
        stdio: ['pipe', 'pipe', 'inherit', 'ignore', 'pipe'],
      }),
      Buffer.alloc(1_000_000),
    ];
    const written = heir.stdin.write(text);
    await heir.wait();
    heir.child.stdio[4].end('go\n');
    await written;
    await heir.stdin.end();
    expect((await heir.stdout.readLine()).trim()).toBe('1000000');
  });

  it('may be waited for by very many, of whom no warning is given', async () => {
    const warnings: unknown[] = [];
    const warn = (warning: unknown) => warnings.push(warning);
    process.on('warning', warn);
    const cat = await start('cat');
    const waiting = Array.from({ length: 20 }, () => cat.wait());
    cat.kill();
    await Promise.all(waiting);
    process.removeListener('warning', warn);
    expect(warnings).toEqual([]);
  });

  it('has no pipes where something else was asked for', async () => {
    const quiet = await start('true', { stdio: ['ignore', 'pipe', 'ignore'] });
    expect([quiet.stdin, quiet.stdout === null, quiet.stderr]).toEqual([null, false, null]);
    expect(await quiet.communicate()).toMatchObject({ status: 0, stdout: '', stderr: null });
  });

  it('is killed at the end of a using block, and its pipes closed', async () => {
    const cat = await start('cat');
    cat[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
    expect(await cat.wait()).toEqual({ status: null, signal: 'SIGKILL' });
    expect([cat.stdin.isClosed, cat.stdout.isClosed]).toEqual([true, true]);
  });

  it('is killed when its starter was ended before he got it', async () => {
    started.length = 0;
    const g = spawn(function* () {
      yield start('sleep', ['60']);
    });
    const killer = spawn(function* () {
      yield g.kill();
    });
    await killer;
    await isThere();
    expect(await once(started[0]!, 'exit')).toEqual([null, 'SIGKILL']);
    expect(started[0]!.stdio.slice(0, 3).map((pipe) => pipe?.destroyed)).toEqual([true, true, true]);
  });
});

describe('communicate', () => {
  it('writes and reads at a time, more than the pipes hold', async () => {
    const cat = await start('cat');
    const { stdout } = await cat.communicate('z'.repeat(1_000_000));
    expect(stdout).toBe('z'.repeat(1_000_000));
  });

  it('does not mind a program that does not read', async () => {
    const { status, stdout } = await (await start('echo', ['a'])).communicate(Buffer.alloc(1e6), {
      encoding: 'buffer',
    });
    expect([status, stdout]).toEqual([0, Buffer.from('a\n')]);
  });

  it('whose time is over goes on where it was, with nothing lost', async () => {
    const two = await start(...sh('echo first; read line; echo $line'));
    expect(await codeOfAsync(() => two.communicate(undefined, { timeout: 0 }))).toBe('GS_TIMEOUT');
    expect(two.isRunning || two.status === 0).toBe(true);
    expect(await two.communicate()).toMatchObject({ stdout: 'first\n\n', status: 0 });
    const late = await start(...sh('echo first; sleep 0.05; echo second'));
    expect(await codeOfAsync(() => late.communicate('', { timeout: 20 }))).toBe('GS_TIMEOUT');
    expect(await late.communicate()).toMatchObject({ stdout: 'first\nsecond\n', status: 0 });
  });

  it('ends with a signal as well, and uses the pipes alone', async () => {
    const cat = await start('cat');
    const [signal, reason] = [new AbortController(), new Error('enough')];
    const g = spawn(function* () {
      return yield cat.communicate('text', { signal: signal.signal });
    });
    const reader = await start('cat');
    const h = spawn(function* () {
      return yield reader.stdout.read();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await codeOfAsync(() => reader.communicate())).toBe('GS_BUSY');
    signal.abort(reason);
    await expect(g).rejects.toBe(reason);
    await expect(cat.communicate('', { signal: signal.signal })).rejects.toBe(reason);
    expect(await codeOfAsync(async () => cat.communicate('', { encoding: 'nothing' as never }))).toBe(
      'GS_BAD_ARGUMENT',
    );
    expect(await cat.communicate()).toMatchObject({ stdout: 'text' });
    await h.kill();
    reader.kill();
  });

  it('whose caller is ended leaves the program alone', async () => {
    const cat = await start('cat');
    const g = spawn(function* () {
      return yield cat.communicate('half');
    });
    const h = spawn(() => withTimeout(1, () => cat.wait()));
    await expect(h).rejects.toThrow();
    await g.kill();
    expect(await cat.communicate()).toMatchObject({ stdout: 'half', status: 0 });
  });
});
