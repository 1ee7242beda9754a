// The blocking monitor: a greenlet that holds the thread is named, with its stack. Real threads and real time.
import { hub } from 'greenspool';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.js';
import { App } from '../loader/app.ts';

const app = new App();
afterAll(() => app[Symbol.dispose]());

/** Runs a compiled program; `spin(ms)` computes for as long, `settled()` waits until the monitor has begun. */
function run(body: string) {
  app.write({
    'main.mjs': `import { hub, sleep, spawn, waitFor } from 'greenspool';
function spin(ms) { for (const end = performance.now() + ms; performance.now() < end; ); }
function settled() { sleep(400); }
${body}`,
  });
  return app.command(['main.mjs']);
}

describe('hub.maxBlockMs', { timeout: 60_000 }, () => {
  it('reports a greenlet that holds the thread, with its stack on the heap and in the source', () => {
    const { stderr, status } = run(`hub.maxBlockMs = 50;
settled();
function inner() {
  sleep(1);
  spin(1500);
}
function work() { inner(); }
spawn(work).join();`);
    expect(stderr).toMatch(
      /^greenspool: work#\d+ has held the thread for \d+ ms\n(.*\n)*? {4}at spin \(.*main\.mjs:2:\d+\)\n/,
    );
    expect(stderr).toMatch(/at inner \(.*main\.mjs:8:\d+\)\n {4}at work \(.*main\.mjs:10:\d+\)\n$/);
    expect(status).toBe(0);
  });

  it('reports while the thread is still held, also by a loop without end', () => {
    const { stderr } = run(`hub.maxBlockMs = 50;
settled();
setTimeout(() => console.log('never'), 10);
spawn(function forever() {
  const end = performance.now() + 1500;
  while (performance.now() < end);
  process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'));
  process.kill(process.pid, 'SIGKILL');
}).join();`);
    expect(stderr).toMatch(/^greenspool: forever#\d+ has held the thread/);
  });

  it('tells the handler instead, once the thread is free', () => {
    const { stdout, stderr } = run(`hub.maxBlockMs = 50;
settled();
const told = [];
hub.onBlocked = ({ who, forMs, stack }) => told.push([who.replace(/\\d+/, 'n'), forMs >= 50, stack.some((line) => line.startsWith('spin ('))]);
spawn(function work() { sleep(1); spin(1500); }).join();
sleep(300);
console.log(JSON.stringify(told));`);
    expect({ stdout, stderr }).toEqual({ stdout: '[["work#n",true,true]]\n', stderr: '' });
  });

  it('is silent about greenlets that give way, and about the time between two turns', () => {
    const { stdout, stderr } = run(`hub.maxBlockMs = 300;
settled();
function fair() { for (let i = 0; i < 40; i++) { spin(10); sleep(0); } }
spawn(fair).join();
waitFor(new Promise((done) => setTimeout(done, 500)));
console.log('done');`);
    expect({ stdout, stderr }).toEqual({ stdout: 'done\n', stderr: '' });
  });

  it('can be ended, and does not keep the process alive', () => {
    const { stdout, stderr, status } = run(`hub.maxBlockMs = 30;
settled();
hub.maxBlockMs = 0;
spawn(function work() { spin(300); }).join();
hub.maxBlockMs = 10_000;
console.log(hub.maxBlockMs);`);
    expect({ stdout, stderr, status }).toEqual({ stdout: '10000\n', stderr: '', status: 0 });
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5', null])('cannot be %s', (ms) => {
    expect(codeOf(() => Object.assign(hub, { maxBlockMs: ms }))).toBe('GS_BAD_ARGUMENT');
    expect(hub.maxBlockMs).toBe(0);
  });

  it('says that it needs a second thread, where there is none', () => {
    const { getBuiltinModule } = process;
    Object.assign(process, { getBuiltinModule: undefined });
    const code = codeOf(() => Object.assign(hub, { maxBlockMs: 50 }));
    Object.assign(process, { getBuiltinModule });
    expect(code).toBe('GS_NO_THREADS');
    expect(hub.maxBlockMs).toBe(0);
  });

  it('takes a function or null as handler', () => {
    expect(codeOf(() => Object.assign(hub, { onBlocked: 'console' }))).toBe('GS_BAD_ARGUMENT');
    expect(hub.onBlocked).toBeNull();
  });
});
