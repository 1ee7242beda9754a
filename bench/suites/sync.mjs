/** What handing something from one greenlet to another costs. The rows are explained in ../README.md. */
import { syncLoads } from '../greenspool/sync.mjs';
import { isQuick, measure } from '../lib/measure.mjs';
import { geventRows } from '../peers/gevent.mjs';
import { promiseBroadcast, promiseQueueEcho, promiseQueueHop } from '../peers/promise-queue.mjs';

const nWaiters = isQuick ? 1000 : 100_000;

export async function syncSuite() {
  const loads = await syncLoads(nWaiters);
  const rows = await measure([...loads, promiseQueueHop, promiseQueueEcho, promiseBroadcast(nWaiters)]);
  return [...rows, ...geventRows(nWaiters)];
}
