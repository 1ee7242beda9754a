/** Reads of standard input in greenlets: from a socket, a pipe, a file; nothing is lost by a kill. */
import { type ChildProcess, execFileSync, spawn as spawnChild } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'greenspool';
import { patch, unpatchAll } from 'greenspool/monkey';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveBack, hasRest } from '../../build/monkey/stdin/reader.js';
import { App } from '../loader/app.ts';
import { root } from '../package/project.ts';
import { compiledModule } from './compiled.ts';
import type { Call } from './outcomes.ts';

const program = `
  import fs from 'node:fs';
  import { joinAll, sleep, spawn } from 'greenspool';

  const log = [];
  function some(name, n) {
    const buffer = Buffer.alloc(n);
    log.push(name + ':' + buffer.subarray(0, fs.readSync(0, buffer)));
  }
  function parts() {
    const two = [Buffer.alloc(1), Buffer.alloc(2)];
    log.push('parts:' + fs.readvSync(0, two) + two.join('|'));
  }
  const victim = spawn(some, 'victim', 4);
  const others = spawn(() => { sleep(0); return 'others ran'; });
  sleep(5);
  console.log('ready');
  victim.kill();
  const all = [spawn(some, 'a', 4), spawn(some, 'b', 2), spawn(parts)];
  joinAll(all);
  log.push(others.value);
  const half = spawn(() => fs.readFileSync(0, 'utf8'));
  sleep(5);
  half.kill();
  console.log('more');
  [0].forEach(some.bind(null, 'c', 2));
  new class { get blocking() { some('outside', 1); } }().blocking;
  log.push('rest:' + fs.readFileSync(process.argv[2] ?? 0, 'utf8'), 'end:' + fs.readFileSync(0).length);
  console.log(log.join(' '));
`;
const expected = 'a:abcd b:ef parts:3g|hi others ran c:jk outside:l rest:mnö end:0\n';
const reading = `
  import fs from 'node:fs';
  import { spawn } from 'greenspool';
  const buffer = Buffer.alloc(8);
  const read = (...args) => fs.readSync(0, buffer, ...args) + ':' + buffer.toString('latin1').replaceAll('\\0', '.');
  const both = [spawn(() => read(0, 3)), spawn(() => read({ offset: 5 }))].map((g) => g.get());
  const wrong = () => { try { return read(7, 3); } catch (error) { return error.code; } };
  console.log(both.join(' '), read(1, 2, 0), wrong(), fs.readFileSync(0, 'latin1'), read());
`;
const exiting = `
  import fs from 'node:fs';
  import { sleep, spawn } from 'greenspool';
  const reader = spawn(() => fs.readSync(0, Buffer.alloc(1)));
  sleep(5);
  if (process.argv[2] === 'kill') reader.kill();
  else process.exit(7);
`;

let app: App;
beforeAll(() => {
  app = new App({ 'main.mjs': program, 'read.mjs': reading, 'exit.mjs': exiting, input: 'abcdefghijklmnö' });
});
afterAll(() => app[Symbol.dispose]());

function started(stdin: 'pipe' | number, ...args: string[]): ChildProcess {
  const command = [join(root, 'build/cli/index.js'), 'run', '--patch', ...args];
  return spawnChild(process.execPath, command, { cwd: app.folder, stdio: [stdin, 'pipe', 'inherit'] });
}

/** What it prints, but for what it asks for: it is answered. */
async function outcome(child: ChildProcess, answers: Record<string, () => void> = {}): Promise<string> {
  let all = '';
  for await (const chunk of child.stdout!) {
    all += chunk;
    for (const [asked, answer] of Object.entries(answers)) {
      if (!all.includes(`${asked}\n`)) continue;
      all = all.replace(`${asked}\n`, '');
      answer();
    }
  }
  return all;
}

describe('standard input', () => {
  it('that is a socket, as Node makes it for children', async () => {
    const child = started('pipe', 'main.mjs');
    const ready = () => child.stdin!.write('abcdefghijkl');
    expect(await outcome(child, { ready, more: () => child.stdin!.end('mnö') })).toBe(expected);
  });

  it('that is a file', async () => {
    const fd = fs.openSync(app.path('input'), 'r');
    const child = started(fd, 'read.mjs');
    fs.closeSync(fd);
    expect(await outcome(child)).toBe('3:abc..... 3:abc..def 2:aab..def ERR_OUT_OF_RANGE ghijklmnÃ¶ 0:aab..def\n');
  });

  describe('that is a pipe', () => {
    /** Both ends: a pipe can only be opened when there is somebody at the other one. */
    function pipe(): { input: number; output: number } {
      const path = app.path(`pipe${Math.random()}`);
      execFileSync('mkfifo', [path]);
      const both = fs.openSync(path, 'r+');
      const ends = { input: fs.openSync(path, 'r'), output: fs.openSync(path, 'w') };
      fs.closeSync(both);
      return ends;
    }

    it('read to its end, by its name too', async () => {
      const { input, output } = pipe();
      const child = started(input, 'main.mjs', '/dev/stdin');
      fs.closeSync(input);
      const ready = () => void fs.writeSync(output, 'abcdefghijkl');
      const more = () => {
        fs.writeSync(output, 'mnö');
        fs.closeSync(output);
      };
      expect(await outcome(child, { ready, more })).toBe(expected);
    });

    it.each([
      ['exit', 7],
      ['kill', 0],
    ])('to which nobody writes: %s', async (how, code) => {
      const { input, output } = pipe();
      const child = started(input, 'exit.mjs', how);
      expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(code);
      fs.closeSync(input);
      fs.closeSync(output);
    });
  });
});

describe('what was read for a greenlet that was killed before it ran', () => {
  beforeAll(() => patch('stdin'));
  afterAll(() => unpatchAll());

  it('is read by the next, outside greenlets too', async () => {
    const { f } = await compiledModule('export function f(fs, buffer) { return fs.readSync(0, buffer, 1, 2); }');
    const killed = async (call: Call) => {
      const g = spawn(f!, fs, Buffer.alloc(4));
      spawn(() => call(g));
      return await g;
    };
    giveBack({ at: 0, bytes: Buffer.from('xyz') });
    expect(await killed((g) => g.kill(undefined, { block: false }))).toMatchObject({ name: 'GreenletExit' });
    const buffer = Buffer.alloc(4);
    expect([await spawn(f!, fs, buffer), buffer.toString('latin1')]).toEqual([2, '\0xy\0']);
    expect([fs.readSync(0, buffer), buffer.toString('latin1'), hasRest()]).toEqual([1, 'zxy\0', false]);
  });

  it('keeps its order when several are killed', async () => {
    const { f } = await compiledModule('export function f(fs, buffer) { return fs.readSync(0, buffer); }');
    giveBack({ at: 0, bytes: Buffer.from('abcdef') });
    const all = [1, 2].map((n) => spawn(f!, fs, Buffer.alloc(n)));
    spawn(() => {
      for (const g of all) g.kill(undefined, { block: false });
    });
    await Promise.all(all);
    const next = () => {
      const buffer = Buffer.alloc(4);
      return buffer.toString('latin1', 0, fs.readSync(0, buffer));
    };
    const read = [next(), next(), next()];
    expect([read, hasRest()]).toEqual([['a', 'bc', 'def'], false]);
  });
});
