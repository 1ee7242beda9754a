// Ctrl-C under `greenspool run`: real processes get real signals.
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { App } from '../loader/app.ts';
import { root } from '../package/project.ts';

const cli = join(root, 'build/cli/index.js');

/** Starts the program, sends SIGINT each time it has printed one of `at`, and says how it ended. */
async function interrupted(program: string, args: string[] = [], at = ['ready']) {
  using app = new App({ 'main.mjs': `import { shield, sleep, spawn, waitFor } from 'greenspool';\n${program}` });
  const child = app.start([cli, 'run', ...args, 'main.mjs'], { GREENSPOOL_DEBUG: '' });
  const stderr = text(child.stderr);
  let stdout = '';
  const waiting = [...at];
  child.stdout.on('data', (data) => {
    stdout += String(data);
    if (waiting[0] === undefined || !stdout.includes(waiting[0])) return;
    waiting.shift();
    child.kill('SIGINT');
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr: await stderr };
}

describe('SIGINT under greenspool run', { timeout: 60_000 }, () => {
  it('runs every finally, of the top level too, and ends with 130', async () => {
    const { code, stdout, stderr } = await interrupted(`function work(name) {
  try {
    sleep(60_000);
  } finally {
    console.log('finally', name);
  }
}
spawn(work, 'a');
spawn(async () => { try { await sleep(60_000) } finally { console.log('finally async') } });
sleep(1);
console.log('ready');
work('top');
console.log('never');`);
    expect(stdout.trim().split('\n').sort()).toEqual(['finally a', 'finally async', 'finally top', 'ready']);
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  });

  it('lists those that do not end in time, with their stacks', async () => {
    const { code, stderr } = await interrupted(
      `function inner() { sleep(10); }
function stubborn() {
  for (;;) {
    try {
      inner();
    } catch {}
  }
}
spawn(stubborn);
sleep(1);
console.log('ready');
sleep(60_000);`,
      ['--grace', '100'],
    );
    expect(stderr).toMatch(
      /still there 100 ms after SIGINT:\n {2}stubborn#\d+ waits in sleep\(\).*\n {6}at inner \(.*main\.mjs:2:\d+\)\n {6}at stubborn \(.*main\.mjs:6:\d+\)/,
    );
    expect(code).toBe(130);
  });

  it('ends at once at the second one', async () => {
    const before = performance.now();
    const { code, stderr, stdout } = await interrupted(
      `spawn(function stubborn() { for (;;) try { sleep(50); } catch { setTimeout(() => console.log('again'), 600); } });
sleep(1);
console.log('ready');
sleep(60_000);`,
      ['--grace=600000'],
      ['ready', 'again'],
    );
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout).toContain('again');
    expect(performance.now() - before).toBeLessThan(30_000);
  });

  it('takes one that comes twice at once, as npm passes it on, for one', async () => {
    const { code, stdout } = await interrupted(
      `try { sleep(1); console.log('ready'); sleep(60_000); } finally { console.log('again'); shield(() => sleep(100)); console.log('whole'); }`,
      ['--grace=10000'],
      ['ready', 'again'],
    );
    expect([code, stdout]).toEqual([130, 'ready\nagain\nwhole\n']);
  });

  it('ends with 130 too when the program was over before the signal could be delivered', async () => {
    const { code, stdout } = await interrupted(
      `import { writeSync } from 'node:fs';
writeSync(1, 'ready\\n');
for (const end = Date.now() + 700; Date.now() < end; );
writeSync(1, 'over\\n');`,
    );
    expect([code, stdout]).toEqual([130, 'ready\nover\n']);
  });

  it('leaves a program that listens to it alone', async () => {
    const { code, stdout } =
      await interrupted(`process.on('SIGINT', () => { console.log('mine'); process.exitCode = 7; clearInterval(alive); release(); });
let release;
const alive = setInterval(() => undefined, 1000); // a listener of signals keeps no program alive
const released = new Promise((done) => { release = done; });
setTimeout(() => console.log('ready'), 10);
try { waitFor(released); console.log('went on'); } finally { console.log('finally'); }`);
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'ready\nmine\nwent on\nfinally\n' });
  });

  it('runs the exit listeners of the program, with the code', async () => {
    const { stdout } = await interrupted(`process.on('exit', (code) => console.log('exit', code));
sleep(1);
console.log('ready');
sleep(60_000);`);
    expect(stdout).toBe('ready\nexit 130\n');
  });

  it.each([
    [['--grace'], 'not missing'],
    [['--grace', 'soon'], 'not soon'],
    [['--grace=-1', 'main.mjs'], 'not -1'],
  ])('refuses %j', (args, what) => {
    using app = new App({ 'main.mjs': '' });
    const { status, stderr } = app.command(args);
    expect(status).toBe(2);
    expect(stderr).toContain('--grace is a number of milliseconds');
    expect(stderr).toContain(what);
  });

  it('leaves options behind the program to the program', () => {
    using app = new App({ 'main.mjs': 'console.log(process.argv.slice(2).join());' });
    expect(app.command(['--grace=5', 'main.mjs', '--grace', '1']).output).toBe('--grace,1\n');
  });
});
