/** Ten thousand connections that are kept alive and do nothing: held, no hindrance to others, and closed in a moment. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sleep } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { site } from './client.ts';

const N = 10_000;
/** The clients of the benchmark, in a process of their own: both ends in one would need twice as many file descriptors. */
const clients = fileURLToPath(new URL('../../bench/server/load.mjs', import.meta.url));

async function ask(child: ChildProcess, order: object): Promise<unknown> {
  child.send(order);
  const [reply] = await once(child, 'message');
  return reply;
}

describe('ten thousand idle connections', () => {
  it('are held while others are served, in less than 32 KB each, and closed by stop', async () => {
    const http = { keepAliveTimeout: 600_000 };
    await using own = await site(
      function* () {
        yield sleep(1);
        return 'served';
      },
      { http },
    );
    const child = fork(clients, { execArgv: [] });
    await ask(child, { port: own.port, idle: 100 });
    global.gc?.();
    const before = process.memoryUsage.rss();
    expect(await ask(child, { port: own.port, idle: N })).toEqual({ held: N });
    global.gc?.();
    expect((process.memoryUsage.rss() - before) / N).toBeLessThan(32_000);
    for (let i = 0; i < 20; i++) expect((await own.get('/')).body).toBe('served');
    expect([own.server.nRunning, own.errors]).toEqual([0, []]);
    const begin = performance.now();
    expect(await own.server.stop({ grace: 30_000 })).toBe(0);
    expect(performance.now() - begin).toBeLessThan(5000);
    child.disconnect();
  });
});
