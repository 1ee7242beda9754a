/**
 * Our rows of the suite `sync`: compiled bodies that hand items and permits to each other, through the public API. What is
 * counted is counted by whoever receives it.
 */
import { Event, joinAll, Queue, Semaphore, spawn } from 'greenspool';
import { compiledModule } from './compiled.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

const text = `
export function produce(queue, n) {
  for (let i = 0; i < n; i++) queue.put(i);
}
export function consume(queue, n) {
  let made = 0;
  for (let i = 0; i < n; i++) if (queue.get() === i) made++;
  return made;
}
/** Gets what the other one has put, and puts it back. */
export function echo(from, to, n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    to.put(from.get());
    made++;
  }
  return made;
}
export function takeTurns(mine, other, n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    mine.acquire();
    made++;
    other.release();
  }
  return made;
}
export function waitAgain(event, counter) {
  for (;;) {
    event.wait();
    if (++counter.made === counter.limit) counter.done();
  }
}`;

/** The loads, when their functions are compiled. @param {number} nWaiters */
export async function syncLoads(nWaiters) {
  const { produce, consume, echo, takeTurns, waitAgain } = await compiledModule(text);
  return [queueHop(produce, consume), queueEcho(echo), semaphoreHop(takeTurns), eventBroadcast(waitAgain, nWaiters)];
}

/** @typedef {(...args: any[]) => any} Body */

/** @param {Body} produce @param {Body} consume @returns {Load} */
const queueHop = (produce, consume) => ({
  label: { name: 'queue-hop' },
  prepare: () => ({
    async run(n) {
      const queue = new Queue(1);
      const consumer = spawn(consume, queue, n);
      spawn(produce, queue, n);
      return consumer;
    },
  }),
});

/** @param {Body} echo @returns {Load} */
const queueEcho = (echo) => ({
  label: { name: 'queue-echo' },
  prepare: () => ({
    async run(n) {
      const queues = [new Queue(1), new Queue(1)];
      queues[0]?.putNowait('ball');
      const players = [spawn(echo, queues[0], queues[1], n / 2), spawn(echo, queues[1], queues[0], n / 2)];
      return sum(await joinAll(players));
    },
  }),
});

/** @param {Body} takeTurns @returns {Load} */
const semaphoreHop = (takeTurns) => ({
  label: { name: 'semaphore-hop' },
  prepare: () => ({
    async run(n) {
      const turns = [new Semaphore(1), new Semaphore(0)];
      const both = [spawn(takeTurns, turns[0], turns[1], n / 2), spawn(takeTurns, turns[1], turns[0], n / 2)];
      return sum(await joinAll(both));
    },
  }),
});

/**
 * Greenlets that are parked on one event; all are woken by one `set`, count themselves, and wait again.
 * @param {Body} waitAgain @param {number} count @returns {Load}
 */
const eventBroadcast = (waitAgain, count) => {
  const event = new Event();
  const counter = { made: 0, limit: 0, done() {} };
  let nSpawned = 0;
  return {
    label: { name: 'event-broadcast', count },
    atLeast: count,
    atMost: count,
    /** The same greenlets in all rounds. */
    async prepare() {
      while (nSpawned < count) nSpawned += spawn(waitAgain, event, counter).dead ? 0 : 1;
      await spawn(() => undefined); // it is the last in the queue: all others have parked
      return { run: () => broadcast(event, counter, count) };
    },
  };
};

/** @param {Event} event @param {{ made: number, limit: number, done: () => void }} counter @param {number} n */
async function broadcast(event, counter, n) {
  const before = counter.made;
  counter.limit = before + n;
  /** @type {Promise<void>} */
  const all = new Promise((resolve) => {
    counter.done = resolve;
  });
  event.set();
  event.clear();
  await all;
  return counter.made - before;
}

/** @param {import('greenspool').Greenlet[]} greenlets @returns {number} */
const sum = (greenlets) => greenlets.reduce((all, { value }) => all + value, 0);
