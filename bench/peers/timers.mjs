/** Peers of the `timers` suite: Node's own timers, with the same random delays. They live in JavaScript objects. */

/** @typedef {import('../suites/timers.mjs').TimerFigures} TimerFigures */

/**
 * Sets `count` timers, cancels every other one, lets the rest fire.
 * @param {number} count
 * @param {(i: number) => number} delayOf milliseconds
 * @returns {Promise<TimerFigures>}
 */
export async function nodeTimers(count, delayOf) {
  let nFired = 0;
  const fired = () => {
    nFired++;
  };
  const timers = new Array(count);
  const set = clock(() => {
    for (let i = 0; i < count; i++) timers[i] = setTimeout(fired, delayOf(i));
  });
  const cancel = clock(() => {
    for (let i = 0; i < count; i += 2) clearTimeout(timers[i]);
  });
  const fire = await fireAll(() => nFired === count / 2);
  return { set: set / count, cancel: cancel / (count / 2), fire: fire / (count / 2) };
}

/** @param {() => void} work @returns {number} ns */
export function clock(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1e6;
}

/** Blocks until all are due, so that only firing them is measured. @param {() => boolean} isDone @returns {Promise<number>} ns */
async function fireAll(isDone) {
  const due = performance.now() + maxDelayMs + 5;
  while (performance.now() < due);
  const start = performance.now();
  while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
  return (performance.now() - start) * 1e6;
}

/** Longest delay of a measured timer. */
export const maxDelayMs = 1000;
