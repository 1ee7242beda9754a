/**
 * Floor: `await` of a promise that is already resolved, by two async functions at once. At a depth, the innermost of
 * a chain of async calls awaits: the callers stay suspended, so the cost does not grow. (What grows is a chain that
 * is called and awaited anew for each operation; the `spawn` suite's `async-call` is one link of it.)
 */

/** @typedef {import('../lib/measure.mjs').Load} Load */

const resolved = Promise.resolve();

/** @param {{ n: number }} counter @param {number} n */
async function leaf(counter, n) {
  for (let i = 0; i < n; i++) {
    await resolved;
    counter.n++;
  }
}

/**
 * @param {number} depth
 * @param {{ n: number }} counter
 * @param {number} n
 * @returns {Promise<number>}
 */
async function deep(depth, counter, n) {
  if (depth > 0) return (await deep(depth - 1, counter, n)) + 1;
  await leaf(counter, n);
  return 0;
}

/**
 * @param {import('../lib/measure.mjs').Label} label
 * @param {(counter: { n: number }, n: number) => Promise<unknown>} body
 * @returns {Load}
 */
const pair = (label, body) => ({
  label,
  prepare: () => ({
    async run(n) {
      const counter = { n: 0 };
      await Promise.all([body(counter, n / 2), body(counter, n / 2)]);
      return counter.n;
    },
  }),
});

export const awaitResolved = pair({ name: 'await' }, leaf);

/** @param {number} depth calls between the outermost async function and the one that awaits */
export const awaitDeep = (depth) => pair({ name: 'await', depth }, (counter, n) => deep(depth - 1, counter, n));

/**
 * @param {number} depth
 * @param {{ n: number }} counter
 * @returns {Promise<number>}
 */
async function descend(depth, counter) {
  if (depth > 0) return (await descend(depth - 1, counter)) + 1;
  counter.n++;
  await resolved;
  return 0;
}

/** @param {number} depth the whole chain is called and awaited anew for each switch */
export const awaitBounce = (depth) =>
  pair({ name: 'await-bounce', depth }, async (counter, n) => {
    for (let i = 0; i < n; i++) await descend(depth - 1, counter);
  });
