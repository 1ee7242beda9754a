/** Servers of several processes: what their clients see when one is killed, when all are stopped, and when none can run. */
import { type ChildProcess, spawn } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackOff } from '../../build/server/workers/back-off.js';
import { Crew } from '../../build/server/workers/crew.js';
import { App } from '../loader/app.ts';

const program = `
  import cluster from 'node:cluster';
  import { sleep } from 'greenspool';
  import { serve } from 'greenspool/server';
  function* handler(req) {
    if (req.url === '/die') process.exit(7);
    if (req.url === '/slow') yield sleep(150);
    return String(process.pid);
  }
  const onError = (error) => console.log(error.code);
  const server = await serve(handler, { port: 0, host: '127.0.0.1', workers: 2, grace: Infinity, onError });
  if (cluster.isPrimary) console.log(JSON.stringify({ url: server.url, nWorkers: server.nWorkers }));
`;

/** Plain Node: that workers are compiled where their primary is, is tested with the loader and the command. */
const start = (app: App) =>
  spawn(process.execPath, ['main.mjs'], { cwd: app.folder, stdio: ['ignore', 'pipe', 'inherit'] });

/** What a child prints, line by line. */
async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const textOf = async (url: string) => (await fetch(url, { headers: { Connection: 'close' } })).text();

describe('a server with workers', { timeout: 60_000 }, () => {
  it('loses one without losing requests of the other, starts another one, and drains on SIGTERM', async () => {
    using app = new App({ 'main.mjs': program });
    const child = start(app);
    const lines = linesOf(child);
    const { url, nWorkers } = JSON.parse((await lines.next()).value as string);
    expect(nWorkers).toBe(2);
    const pids = await Promise.all(Array.from({ length: 8 }, () => textOf(url)));
    expect(new Set(pids).size).toBe(2);
    expect(pids).not.toContain(String(child.pid));

    const slow = [textOf(`${url}/slow`), textOf(`${url}/slow`)].map((answer) => answer.catch(() => 'lost'));
    await textOf(`${url}/die`).catch(() => undefined);
    const answers = await Promise.all(slow);
    expect(answers.filter((answer) => answer !== 'lost').length).toBeGreaterThanOrEqual(1); // that of the other worker
    expect((await lines.next()).value).toBe('GS_WORKER_DIED');
    while (new Set([await textOf(url), await textOf(url)]).size < 2)
      await new Promise((resolve) => setTimeout(resolve, 20));

    const last = textOf(`${url}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGTERM');
    expect(await last).toMatch(/^\d+$/);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect((await lines.next()).done).toBe(true);
  });

  it('fails with GS_WORKERS_FAILED when they end before they listen; stop kills what is left of requests', async () => {
    using app = new App({
      'main.mjs': `
        import cluster from 'node:cluster';
        import { existsSync, writeFileSync } from 'node:fs';
        import { sleep, onError as setReport } from 'greenspool';
        import { serve } from 'greenspool/server';
        if (cluster.isWorker && !existsSync('mended')) process.exit(3);
        setReport(() => {});
        const onError = () => { throw new Error('it cannot even report'); };
        const options = { port: 0, host: '127.0.0.1', workers: 1, signals: false, onError };
        function* handler(req, res) {
          res.write('begun');
          yield sleep(60_000);
        }
        if (cluster.isPrimary) {
          const error = await serve(handler, options).catch((error) => error);
          console.log(error.code, error.message);
          writeFileSync('mended', '');
        }
        const server = await serve(handler, options);
        if (cluster.isPrimary) {
          const { status } = await fetch(server.url);
          console.log(status, await server.stop({ grace: 0 }));
        }`,
    });
    const child = start(app);
    const lines = linesOf(child);
    expect((await lines.next()).value).toMatch(/^GS_WORKERS_FAILED .*3 of them .*exit code 3/);
    expect((await lines.next()).value).toBe('200 1');
    expect(await once(child, 'exit')).toEqual([0, null]); // nothing is left that keeps it alive
  });
});

/** What a crew knows of a worker. */
class FakeWorker extends EventEmitter {
  readonly process = { pid: 1, kill: () => this.emit('exit', null, 'SIGKILL') };
  readonly isDead = () => false;
  readonly isConnected = () => true;

  says(type: 'listening'): void {
    this.emit('message', { 'greenspool.server': { type, call: 0, address: null, url: '' } });
  }
}

describe('a crew', () => {
  const workers: FakeWorker[] = [];
  const fork = cluster.fork;
  beforeEach(() => {
    vi.useFakeTimers();
    workers.length = 0;
    cluster.fork = () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    };
  });
  afterEach(() => {
    vi.useRealTimers();
    cluster.fork = fork;
  });

  const callOf = (crew: Crew) => {
    const told: string[] = [];
    const tell = (error: Error) => told.push((error as { code?: string }).code as string);
    crew.add({ listening: (_, nListening) => told.push(`${nListening} listen`), failed: tell, report: tell });
    return told;
  };

  it('gives up after three that never listened, however long they have loaded', () => {
    const told = callOf(new Crew(1));
    for (let n = 1; n <= 3; n++) {
      vi.advanceTimersByTime(60_000);
      expect(workers).toHaveLength(n);
      workers.at(-1)?.emit('exit', 1, null);
    }
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(3);
    expect(told).toEqual(['GS_WORKER_DIED', 'GS_WORKER_DIED', 'GS_WORKERS_FAILED']);
  });

  it('replaces one that has served at once, and counts those that listen now', () => {
    const told = callOf(new Crew(2));
    for (const worker of workers) worker.says('listening');
    vi.advanceTimersByTime(5000);
    workers[0]?.emit('exit', 1, null);
    vi.advanceTimersByTime(0);
    workers[2]?.says('listening');
    expect(told).toEqual(['1 listen', '2 listen', 'GS_WORKER_DIED', '2 listen']);
  });
});

describe('the pause before another worker', () => {
  it('grows while they die at once, and not when they have lived', () => {
    const backOff = new BackOff();
    expect([0, 10, 999, 5].map((lived) => backOff.died(lived))).toEqual([100, 200, 400, 800]);
    for (let i = 0; i < 10; i++) backOff.died(1);
    expect([backOff.died(1), backOff.nEarly]).toEqual([10_000, 15]);
    expect([backOff.died(60_000), backOff.nEarly, backOff.died(1)]).toEqual([0, 0, 100]);
  });
});
