// Programs that can never go on, and programs that look like it. Real processes: it is about their end.
import { compileProgram } from 'greenspool/wasm/build';
import { afterAll, describe, expect, it } from 'vitest';
import { App, type Result } from '../loader/app.ts';

const app = new App();
afterAll(() => app[Symbol.dispose]());

/** Runs an ES module under plain node; its plain functions are not compiled. */
function node(body: string, file = 'main.mjs'): Result {
  app.write({
    [file]: `import { dump, joinAll, run, sleep, spawn, waitFor, DeadlockError } from 'greenspool';\n${body}`,
  });
  return app.node([file]);
}

/** The same with `greenspool run`. */
function compiled(body: string): Result {
  app.write({ 'main.mjs': `import { joinAll, sleep, spawn, waitFor, DeadlockError } from 'greenspool';\n${body}` });
  return app.command(['main.mjs']);
}

describe('a program that can never go on', { timeout: 60_000 }, () => {
  it.each([
    ['main', 'try { await sleep(Infinity) } finally { console.log("finally") }', /sleep\(\) in main/],
    [
      'a generator body',
      'await spawn(function* it() { try { yield sleep(Infinity) } finally { console.log("finally") } })',
      /sleep\(\) in it#\d/,
    ],
    [
      'an async body',
      'await spawn(async function it() { try { await sleep(Infinity) } finally { console.log("finally") } })',
      /sleep\(\) in it#\d/,
    ],
    [
      'a promise that is never settled',
      'await run(function* it() { try { yield new Promise(() => {}) } finally { console.log("finally") } })',
      /waitFor\(\) in it#\d.*a promise/,
    ],
  ])('fails with a DeadlockError: %s', (_, body, where) => {
    const { status, stdout, stderr } = node(body);
    expect(stderr).toMatch(
      /DeadlockError: .*nothing is ready, no timer is set, and the event loop has nothing left to do/,
    );
    expect(stderr).toMatch(where);
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'finally\n' });
  });

  it('fails at the line where the compiled function waits, and lists all who wait', () => {
    const { status, stdout, stderr } = compiled(`function inner() {
  waitFor(new Promise(() => {}));
}
function worker() {
  try {
    inner();
  } finally {
    console.log('finally');
  }
}
const one = spawn(worker);
function two() { one.join(); }
joinAll([spawn(two)]);`);
    expect(status).toBe(1);
    expect(stdout).toBe('finally\n');
    expect(stderr).toMatch(
      /joinAll\(\) in program#\d+: it waits for 1 of 1 to be ready \(held by two#\d+\), but nothing/,
    );
    expect(stderr).toMatch(/worker#\d+ waits in waitFor\(\) for a promise, \d+ ms, at inner \(.*main\.mjs:3:\d+\)/);
    expect(stderr).toMatch(
      /two#\d+ waits in join\(\) for the end of worker#\d+, \d+ ms, at two \(.*main\.mjs:13:\d+\)/,
    );
  });

  it('names the ring, if there is one', () => {
    const { stderr } = node(`const a = spawn(function* a() { yield sleep(1); yield b.join() });
const b = spawn(function* b() { yield a.join() });
await a;`);
    expect(stderr).toMatch(/The ring: (a#\d+ -> b#\d+ -> a#\d+|b#\d+ -> a#\d+ -> b#\d+)\]/);
  });

  it('can catch it and go on, with those who had nothing to do with it', () => {
    const { output } = node(`const log = [];
const never = spawn(function* never() { try { yield sleep(Infinity) } finally { log.push('never ended') } });
let wakeUp;
const bystander = spawn(function* bystander() { yield new Promise((done) => { wakeUp = done }); log.push('still here') });
try { await never.join() } catch (error) { log.push(error instanceof DeadlockError) }
wakeUp?.();
await sleep(1);
console.log(log.join());`);
    // what ends sleep(Infinity) is not known, so everybody is involved, the bystander too
    expect(output).toBe('never ended,true\n');
  });

  it('leaves out those who are not involved when all holders are known', () => {
    const { output } = node(`const log = [];
const a = spawn(function* a() { yield sleep(1); yield b.join() });
const b = spawn(function* b() { yield a.join() });
let wakeUp;
spawn(function* bystander() { yield new Promise((done) => { wakeUp = done }); log.push('still here') });
try { await a } catch (error) { log.push(error.code, error.waits.length) }
wakeUp();
await sleep(1);
console.log(log.join());`);
    expect(output).toBe('GS_DEADLOCK,2,still here\n');
  });

  it('ends although it catches the error and waits again, for ever', () => {
    const { status, stderr, stdout } = node(
      'let n = 0; process.on("exit", () => console.log(n > 1)); for (;;) try { await sleep(Infinity) } catch { n++ }',
    );
    expect(stderr).toContain('DeadlockError: sleep() in main');
    expect({ status, stdout }).toEqual({ status: 13, stdout: 'true\n' });
  });

  it('fails when an async body awaits what only the host could settle', () => {
    const { status, stderr } = node('await spawn(async function lost() { await new Promise(() => {}) })');
    expect(stderr).toMatch(/DeadlockError: await\(\) in lost#\d+/);
    expect(status).toBe(1);
  });

  it('is told of in a worker thread, too', () => {
    app.write({ 'worker.mjs': 'import { sleep } from "greenspool"; await sleep(Infinity);' });
    const { output } = node(`import { Worker } from 'node:worker_threads';
new Worker(new URL('worker.mjs', import.meta.url)).on('error', (error) => console.log(error.message.slice(0, 15)));`);
    expect(output).toBe('sleep() in main\n');
  });

  it('is reported once, whoever else got the error', () => {
    const { stderr, stdout } = node(`for (let i = 0; i < 3; i++) {
  spawn(function* bystander() { try { yield sleep(Infinity) } finally { console.log('finally') } });
}
await sleep(Infinity);`);
    expect(stdout).toBe('finally\nfinally\nfinally\n');
    expect(stderr.match(/DeadlockError/g)).toHaveLength(1);
    expect(stderr).not.toContain('nobody waits for it');
  });

  it('reaches greenlets of wasm programs, whose frames are given up', async () => {
    app.write({
      'program.ts': `import { park, spawn } from 'greenspool/assembly';
function waits(n: i32): void { park(); }
export function forever(): void { park(); }
export function spawned(): u64 { return spawn(waits, 0); }`,
    });
    app.write({ 'program.wasm': await compileProgram(app.path('program.ts')) });
    const { stdout, stderr } = node(`import { instantiate } from 'greenspool/wasm';
import { readFileSync } from 'node:fs';
const { exports, greenlet } = await instantiate(readFileSync('program.wasm'));
const inside = greenlet(exports.spawned());
const codes = [];
for (const g of [spawn(exports.forever), inside]) {
  g.then(undefined, (error) => codes.push(error.code));
}
process.on('exit', () => console.log(codes.join(), inside.dead));`);
    expect({ stdout, stderr }).toEqual({ stdout: 'GS_DEADLOCK,GS_DEADLOCK true\n', stderr: '' });
  });

  it('does not drown in its own report: 10,000 who wait', () => {
    const { status, stderr } =
      node(`const all = Array.from({ length: 10_000 }, () => spawn(function* it() { yield sleep(Infinity) }));
await joinAll(all, { raiseErrors: true });`);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /DeadlockError: joinAll\(\) in main: it waits for 10000 of 10000 to be ready \(held by .* and 9997 more\)/,
    );
    expect(stderr.length).toBeLessThan(20_000);
  });
});

describe('a ring, while others run', { timeout: 60_000 }, () => {
  it('is found by itself, and does not keep the process alive', () => {
    const { output } = node(`import { hub } from 'greenspool';
hub.ringCheckMs = 20;
const busy = setInterval(() => {}, 5);
const a = spawn(function* a() { yield sleep(1); yield b.join() });
const b = spawn(function* b() { yield a.join() });
try { await a } catch (error) { console.log(error.code, error.message.includes('in a ring')) }
clearInterval(busy);`);
    expect(output).toBe('GS_DEADLOCK true\n');
  });
});

describe('no deadlock', { timeout: 60_000 }, () => {
  it.each([
    [
      'a consumer that nobody waits for ends with the program',
      'spawn(function* () { for (;;) yield sleep(Infinity) }); await sleep(1);',
      '',
    ],
    ['a wait that lost a race', 'console.log(await Promise.race([sleep(Infinity), spawn(() => "won")]));', 'won\n'],
    [
      'a timer of the host will call back',
      'console.log(await waitFor(new Promise((done) => setTimeout(done, 30, "timer"))));',
      'timer\n',
    ],
    [
      'a file is being read',
      'const { readFile } = await import("node:fs/promises"); console.log((await waitFor(readFile("package.json", "utf8"))).length > 0);',
      'true\n',
    ],
    [
      'a child process runs',
      'const { execFile } = await import("node:child_process"); console.log(await waitFor(new Promise((done) => execFile(process.execPath, ["-p", "6 * 7"], (_, out) => done(out.trim())))));',
      '42\n',
    ],
    [
      'a worker thread answers',
      'const { Worker } = await import("node:worker_threads"); const w = new Worker("setTimeout(() => require(\'worker_threads\').parentPort.postMessage(1), 30)", { eval: true }); console.log(await waitFor(new Promise((done) => w.once("message", done))));',
      '1\n',
    ],
    [
      'another listener of beforeExit goes on',
      'let wake; process.once("beforeExit", () => wake("woken")); console.log(await waitFor(new Promise((done) => { wake = done })));',
      'woken\n',
    ],
    [
      'one of the listeners takes its time',
      'let wake; process.once("beforeExit", () => setTimeout(() => wake("later"), 30)); console.log(await waitFor(new Promise((done) => { wake = done })));',
      'later\n',
    ],
    [
      'an async body waits for the host',
      'console.log(await spawn(async () => new Promise((done) => setTimeout(done, 30, "host"))));',
      'host\n',
    ],
    [
      'a dead greenlet was awaited',
      'await spawn(function* () { yield sleep(1) }); spawn(function* () { yield sleep(Infinity) });',
      '',
    ],
  ])('%s', (_, body, printed) => {
    const { status, stdout, stderr } = node(body);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: printed, stderr: '' });
  });

  it('under greenspool run, where the top level is what the program waits for', () => {
    const { status, stdout, stderr } = compiled(`spawn(function daemon() { for (;;) sleep(Infinity); });
console.log(waitFor(new Promise((done) => setTimeout(done, 20, 'done'))));`);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
  });
});
