/**
 * Measures a set of loads against each other.
 *
 * All loads run once per round, one after the other in an order that each round draws anew, and each keeps its fastest round: a
 * neighbour that takes the machine for a moment hits one round of several rows, and no row keeps it. Nor does a row suffer from
 * the row before it, which may have let the processor fall asleep. Setting up (spawning, descending to a
 * depth) happens in `prepare`, outside the clock. `run(n)` must make n operations and return how many it counted
 * itself, and a count that differs is an error: a row that measured nothing is worse than no row.
 *
 * @typedef {{ name: string, variant?: string, depth?: number, count?: number }} Label
 * @typedef {Label & { ns?: number, bytes?: number, ms?: number, perSecond?: number }} Row
 * @typedef {{ run: (n: number) => number | Promise<number>, dispose?: () => void | Promise<void> }} Prepared
 * @typedef {{ label: Label, atLeast?: number, atMost?: number, prepare: () => Prepared | Promise<Prepared> }} Load
 *   `atLeast` (64 unless given), `atMost`: bounds of n (so that 100,000 greenlets all get a turn; so that memory is not exhausted)
 * @typedef {{ rounds: number, roundMs: number }} Effort
 */

export const isQuick = process.env.GREENSPOOL_BENCH_QUICK === '1';

/** Many short rounds: a busy neighbour leaves a few milliseconds alone more often than a few dozen. @type {Effort} */
const defaultEffort = isQuick ? { rounds: 1, roundMs: 1 } : { rounds: 40, roundMs: 5 };

/**
 * @param {Load[]} loads
 * @param {Effort} [how]
 * @returns {Promise<Row[]>} one row per load, in the order of the loads
 */
export async function measure(loads, how = defaultEffort) {
  const sized = [];
  for (const load of loads) sized.push({ load, n: await findSize(load, how.roundMs), best: Number.POSITIVE_INFINITY });
  for (let round = 0; round < how.rounds; round++) {
    for (const entry of shuffled(sized)) {
      const ms = await runRound(entry.load, entry.n);
      entry.best = Math.min(entry.best, (ms * 1e6) / entry.n);
      // sized in a bad moment: the optimiser was not done, or a neighbour took the processor
      if (ms < how.roundMs / 2 && entry.n * 2 <= atMostOf(entry.load)) entry.n *= 2;
    }
  }
  return sized.map(({ load, best }) => ({ ...load.label, ns: rounded(best) }));
}

/**
 * Doubles n until one run takes a round's time, and still does when it is repeated: by then the optimiser has seen it.
 * @param {Load} load
 * @param {number} roundMs
 */
async function findSize(load, roundMs) {
  const prepared = await load.prepare();
  const atMost = atMostOf(load);
  let n = Math.min(load.atLeast ?? 64, atMost);
  const isLongEnough = async () => (await timed(prepared, n, load.label)) >= roundMs;
  while (n * 2 <= atMost && !((await isLongEnough()) && (await isLongEnough()))) n *= 2;
  await prepared.dispose?.();
  return n;
}

/**
 * @param {Load} load
 * @param {number} n
 * @returns {Promise<number>} milliseconds
 */
async function runRound(load, n) {
  const prepared = await load.prepare();
  const warmUp = Math.min(n, Math.max(load.atLeast ?? 0, n >> 3));
  await timed(prepared, warmUp, load.label);
  const ms = await timed(prepared, n, load.label);
  await prepared.dispose?.();
  return ms;
}

/**
 * @param {Prepared} prepared
 * @param {number} n
 * @param {Label} label
 * @returns {Promise<number>} milliseconds
 */
async function timed(prepared, n, label) {
  const start = performance.now();
  const result = prepared.run(n);
  const made = typeof result === 'number' ? result : await result;
  const ms = performance.now() - start;
  if (made !== n)
    throw new Error(`bench ${JSON.stringify(label)}: asked for ${n} operations, the load counted ${made}`);
  return ms;
}

/** @template T @param {T[]} list @returns {T[]} */
function shuffled(list) {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(Math.random() * rest.length), 1)[0]);
}

/** @param {Load} load */
const atMostOf = (load) => load.atMost ?? 2 ** 28;

/** @param {number} ns */
const rounded = (ns) => Number(ns.toPrecision(4));
