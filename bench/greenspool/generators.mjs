/**
 * Our rows with generator bodies, through the public API.
 *
 * `js-generator` is a ring of greenlets, each of which switches to the next one: no scheduler takes part. At a depth,
 * the innermost of a chain of generators switches; each link is a frame of its own (`yield child()`).
 */
import { getCurrent, greenlet, joinAll, run, sleep, spawn } from 'greenspool';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../lib/measure.mjs').Label} Label */

const main = getCurrent();

class Ring {
  made = 0;
  limit = 0;
  last = 0;

  /** @param {number} count @param {number} depth */
  constructor(count, depth) {
    this.greenlets = Array.from({ length: count }, (_, at) => greenlet(bodyOf(this, at, depth)));
  }

  /** Makes n switches, beginning behind the greenlet that made the last one. @param {number} n */
  run(n) {
    const before = this.made;
    this.limit = before + n;
    this.at(this.last + 1).switch();
    return this.made - before;
  }

  /** @param {number} at */
  at(at) {
    return this.greenlets[at % this.greenlets.length];
  }
}

/** @param {Ring} ring @param {number} at @param {number} depth */
const bodyOf = (ring, at, depth) =>
  function* () {
    yield deep(ring, at, depth - 1);
  };

/** @param {Ring} ring @param {number} at @param {number} depth @returns {Generator<unknown, number>} */
function* deep(ring, at, depth) {
  if (depth > 0) return (yield deep(ring, at, depth - 1)) + 1;
  const next = ring.at(at + 1);
  for (;;) {
    ring.made++;
    if (ring.made < ring.limit) yield next.switch();
    else {
      ring.last = at;
      yield main.switch();
    }
  }
}

/** @param {Label} label @param {number} count @param {number} depth @returns {Load} */
const ring = (label, count, depth) => ({
  label,
  atLeast: 2 * count,
  prepare() {
    const greenlets = new Ring(count, depth);
    return { run: (n) => greenlets.run(n) };
  },
});

/** @param {number} depth calls between the body and the generator that switches */
export const jsGenerator = (depth) => ring({ name: 'js-generator', depth }, 2, depth);

/** @param {number} count */
export const jsGenerators = (count) => ring({ name: 'js-generator', depth: 1, count }, count, 1);

/** The same two greenlets, but through the hub: each parks with `sleep(0)` and is resumed from the ready queue. @type {Load} */
export const jsGeneratorHub = {
  label: { name: 'js-generator-hub' },
  prepare: () => ({
    async run(n) {
      const counter = { made: 0 };
      await joinAll([spawn(yielder, counter, n / 2), spawn(yielder, counter, n / 2)]);
      return counter.made;
    },
  }),
};

/** @param {{ made: number }} counter @param {number} n */
function* yielder(counter, n) {
  for (let i = 0; i < n; i++) {
    yield sleep(0);
    counter.made++;
  }
}

/** Spawn and join of an empty generator greenlet, from within a greenlet. @type {Load} */
export const spawnGenerator = {
  label: { name: 'spawn-generator' },
  prepare: () => ({ run: (n) => run(spawner, n) }),
};

/** @param {number} n */
function* spawner(n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    const child = spawn(empty);
    yield child.join();
    if (child.dead) made++;
  }
  return made;
}

function* empty() {}

/**
 * Spawns greenlets that park and stay parked; a call in between is a frame.
 * @param {number} count
 */
export async function parkGenerators(count) {
  const counter = { made: 0 };
  const greenlets = Array.from({ length: count }, () => spawn(sleeper, counter));
  while (counter.made < count) await sleep(0);
  return greenlets;
}

/** @param {{ made: number }} counter */
function* sleeper(counter) {
  yield sleepLong(counter);
  return 0;
}

/** @param {{ made: number }} counter */
function* sleepLong(counter) {
  counter.made++;
  yield sleep(3_600_000);
}
