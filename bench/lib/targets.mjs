/**
 * What the library promises, evaluated on one run. A miss is printed, never hidden, and fails nothing: CI machines are
 * noisy, and a promise that depends on the weather would only be deleted.
 *
 * @typedef {import('./measure.mjs').Row} Row
 * @typedef {{ target: string, figures: string, isMet: boolean }} Verdict
 */

/** @param {string} suite @param {Row[]} rows @returns {Verdict[]} targets whose rows are missing are left out */
export function checkTargets(suite, rows) {
  return (targetsOf[suite] ?? []).flatMap((target) => target(new Rows(rows)));
}

class Rows {
  /** @param {Row[]} rows */
  constructor(rows) {
    this.rows = rows;
  }
  /** @param {string} name @param {{ depth?: number, count?: number }} [at] */
  find(name, at = {}) {
    return this.rows.find((row) => row.name === name && row.depth === at.depth && row.count === at.count);
  }
  /** @param {string} name @param {{ depth?: number, count?: number }} [at] */
  ns(name, at) {
    return this.find(name, at)?.ns;
  }
  /** @param {string} name @param {string} variant */
  variant(name, variant) {
    return this.rows.find((row) => row.name === name && row.variant === variant && row.count === undefined)?.ns;
  }
  /** The names that have rows of this variant. @param {string} variant */
  namesWith(variant) {
    return [...new Set(this.rows.filter((row) => row.variant === variant).map(({ name }) => name))];
  }
  /** Compiled by native. @param {string} name */
  ratio(name) {
    const [native, compiled] = ['native', 'compiled'].map(
      (variant) => this.rows.find((row) => row.name === name && row.variant === variant)?.ns,
    );
    return native === undefined || compiled === undefined ? undefined : { name, ratio: compiled / native };
  }
  /** How many times the requests a second of another variant. @param {string} name @param {string} ours @param {string} [theirs] */
  throughput(name, ours, theirs = 'node') {
    const [a, b] = [ours, theirs].map(
      (variant) => this.rows.find((row) => row.name === name && row.variant === variant)?.perSecond,
    );
    return a === undefined || b === undefined ? undefined : { name, ratio: a / b };
  }
  worstRatio() {
    const names = new Set(this.rows.map((row) => row.name));
    const ratios = [...names].flatMap((name) => this.ratio(name) ?? []);
    return ratios.sort((a, b) => b.ratio - a.ratio)[0];
  }
  /** @param {string} name */
  depthsOf(name) {
    return this.rows.filter((row) => row.name === name && row.count === undefined).flatMap(({ depth }) => depth ?? []);
  }
}

/**
 * @param {string} target
 * @param {number | undefined} value
 * @param {number | undefined} limit
 * @param {string} [unit]
 * @returns {Verdict[]} met when value is at most limit
 */
function atMost(target, value, limit, unit = 'ns') {
  if (value === undefined || limit === undefined) return [];
  return [{ target, figures: `${show(value)} ${unit}, limit ${show(limit)} ${unit}`, isMet: value <= limit }];
}

/**
 * @param {string} target
 * @param {number | undefined} ours
 * @param {number | undefined} theirs
 * @param {number} times
 * @returns {Verdict[]} met when ours is at least `times` faster
 */
function timesFaster(target, ours, theirs, times) {
  if (ours === undefined || theirs === undefined) return [];
  const ratio = theirs / ours;
  return [{ target, figures: `${show(ours)} against ${show(theirs)} ns: ${show(ratio)}x`, isMet: ratio >= times }];
}

/**
 * @param {string} target
 * @param {{ name: string, ratio: number } | undefined} found
 * @param {number} limit
 * @returns {Verdict[]}
 */
function atMostTimes(target, found, limit) {
  if (found === undefined) return [];
  const { name, ratio } = found;
  return [{ target, figures: `${name} ${ratio.toFixed(2)}x, limit ${limit}x`, isMet: ratio <= limit }];
}

/**
 * @param {string} target
 * @param {{ name: string, ratio: number } | undefined} found
 * @param {number} limit
 * @returns {Verdict[]}
 */
function atLeastTimes(target, found, limit) {
  if (found === undefined) return [];
  const { name, ratio } = found;
  return [{ target, figures: `${name} ${ratio.toFixed(2)}x, at least ${limit}x`, isMet: ratio >= limit }];
}

/**
 * Met by having been measured: the suite counts what was cancelled and checks the order of what fires.
 * @param {string} target
 * @param {Rows} rows
 * @returns {Verdict[]}
 */
function inOrder(target, rows) {
  const ns = ['set', 'cancel', 'fire'].map((what) => rows.ns(`timer-${what}`, { count: 1_000_000 }));
  if (ns.includes(undefined)) return [];
  return [{ target, figures: `${ns.map((value) => show(value)).join(', ')} ns each`, isMet: true }];
}

/** @param {number | undefined} value @param {number} factor */
const times = (value, factor) => (value === undefined ? undefined : value * factor);
/** @param {number} value */
const show = (value) => String(Number(value.toPrecision(3)));

/** @type {Record<string, ((rows: Rows) => Verdict[])[]>} */
const targetsOf = {
  switch: [
    (r) =>
      atMost(
        'wasm-lazy: depth 1000 at most 1.2x depth 1',
        r.ns('wasm-lazy', { depth: 1000 }),
        times(r.ns('wasm-lazy', { depth: 1 }), 1.2),
      ),
    (r) =>
      atMost(
        'wasm-lazy at depth 1 no slower than wasm-stock',
        r.ns('wasm-lazy', { depth: 1 }),
        r.ns('wasm-stock', { depth: 1 }),
      ),
    (r) =>
      timesFaster(
        'wasm-lazy at depth 64 at least 15x faster than wasm-stock',
        r.ns('wasm-lazy', { depth: 64 }),
        r.ns('wasm-stock', { depth: 64 }),
        15,
      ),
    (r) =>
      timesFaster(
        'wasm-lazy at depth 64 at least 15x faster than yield-star',
        r.ns('wasm-lazy', { depth: 64 }),
        r.ns('yield-star', { depth: 64 }),
        15,
      ),
    (r) =>
      atMost(
        'js-compiled: depth 1000 at most 1.2x depth 1',
        r.ns('js-compiled', { depth: 1000 }),
        times(r.ns('js-compiled', { depth: 1 }), 1.2),
      ),
    (r) =>
      r
        .depthsOf('js-compiled')
        .flatMap((depth) =>
          atMost(
            `js-compiled at depth ${depth} at most 1.5x generator-next`,
            r.ns('js-compiled', { depth }),
            times(r.ns('generator-next'), 1.5),
          ),
        ),
    (r) =>
      atMost(
        'js-compiled-mixed: 20 functions, 1000 greenlets, at most 1.5x generator-mixed',
        r.ns('js-compiled-mixed', { depth: 1, count: 1000 }),
        times(r.ns('generator-mixed', { depth: 1, count: 1000 }), 1.5),
      ),
    (r) =>
      timesFaster(
        'js-compiled at depth 64 at least 15x faster than yield-star',
        r.ns('js-compiled', { depth: 64 }),
        r.ns('yield-star', { depth: 64 }),
        15,
      ),
    (r) =>
      r
        .depthsOf('wasmfx')
        .flatMap((depth) =>
          timesFaster(
            `wasm-lazy at depth ${depth} at least 4x faster than wasmfx`,
            r.ns('wasm-lazy', { depth }),
            r.ns('wasmfx', { depth }),
            4,
          ),
        ),
    (r) =>
      atMost(
        'wasm-lazy: 100,000 greenlets at most 3x of 2',
        r.ns('wasm-lazy', { depth: 1, count: 100_000 }),
        times(r.ns('wasm-lazy', { depth: 1 }), 3),
      ),
  ],
  spawn: [
    (r) => atMost('spawn and join of a wasm greenlet under 150 ns', r.ns('spawn-wasm'), 150),
    (r) => atMost('spawn and join of a generator greenlet under 700 ns', r.ns('spawn-generator'), 700),
    (r) => atMost('spawn and join of a compiled greenlet under 700 ns', r.ns('spawn-compiled'), 700),
    (r) =>
      atMost(
        'spawn and join of a generator greenlet at most 2x an async call and its await',
        r.ns('spawn-generator'),
        times(r.ns('async-call'), 2),
      ),
    (r) =>
      atMost(
        'spawn and join of a compiled greenlet at most 2x an async call and its await',
        r.ns('spawn-compiled'),
        times(r.ns('async-call'), 2),
      ),
    (r) => atMost('a round of sleep(0) under 150 ns', r.ns('sleep-zero'), 150),
  ],
  sync: [
    (r) => atMost('a hop through a queue of capacity 1 under 250 ns', r.ns('queue-hop'), 250),
    (r) => atMost('a hop by a queue and back by another one under 250 ns', r.ns('queue-echo'), 250),
    (r) => atMost('a blocking hop by semaphores under 250 ns', r.ns('semaphore-hop'), 250),
    (r) => atMost('queue-hop no slower than with promises', r.ns('queue-hop'), r.ns('promise-queue-hop')),
    (r) => atMost('queue-echo no slower than with promises', r.ns('queue-echo'), r.ns('promise-queue-echo')),
    (r) =>
      atMost(
        '100,000 waiters on one event woken in under 100 ms: under 1000 ns each',
        r.ns('event-broadcast', { count: 100_000 }),
        1000,
      ),
  ],
  timers: [(r) => inOrder('a million timers set, half cancelled, the rest fired in order', r)],
  memory: [
    (r) =>
      atMost(
        'a parked wasm greenlet at depth 1, a million alive',
        r.find('parked-wasm', { depth: 1, count: 1_000_000 })?.bytes,
        160,
        'bytes',
      ),
    (r) =>
      ['parked-compiled', 'parked-generator'].flatMap((name) =>
        atMost(
          `${name}: at depth 1, a million alive, under 600 bytes`,
          r.find(name, { depth: 1, count: 1_000_000 })?.bytes,
          600,
          'bytes',
        ),
      ),
  ],
  fetch: [
    (r) =>
      atMost('1,000 URLs with 100 ms of latency in under 1.5 s', r.find('fetch-1000', { count: 1000 })?.ms, 1500, 'ms'),
  ],
  calls: [
    (r) => atMostTimes('compiled at most 1.1x native, geometric mean', r.ratio('geomean'), 1.1),
    (r) => atMostTimes('compiled at most 1.5x native, the worst program', r.worstRatio(), 1.5),
  ],
  server: [
    (r) =>
      atLeastTimes('blocking handlers: at least 20x of plain node', r.throughput('blocking-50ms', 'greenspool'), 20),
    (r) => atLeastTimes('execFileSync of 50 ms: at least 6x of plain node', r.throughput('exec-50ms', 'greenspool'), 6),
    (r) => atLeastTimes('hello world: at least 0.85x of plain node', r.throughput('hello', 'greenspool'), 0.85),
    (r) =>
      ['hello', 'cpu'].flatMap((name) =>
        atLeastTimes(
          `2 workers at least 1.7x one process, ${name}`,
          r.throughput(name, 'greenspool-workers', 'greenspool'),
          1.7,
        ),
      ),
  ],
  monkey: [
    (r) =>
      r
        .namesWith('patched-outside')
        .flatMap((name) =>
          atMost(
            `${name}: patched, outside greenlets, at most 1.05x the original`,
            r.variant(name, 'patched-outside'),
            times(r.variant(name, 'original'), 1.05),
          ),
        ),
    (r) =>
      atMost(
        'readFileSync of a small file, patched, in a greenlet, at most 1.3x fs.promises.readFile',
        r.variant('readFileSync', 'patched-inside'),
        times(r.ns('readFile-promises'), 1.3),
      ),
  ],
  work: [
    (r) => atMost('split at most 1.25x the original', r.ns('work-split'), times(r.ns('work-original'), 1.25)),
    (r) => atMost('split faster than stock', r.ns('work-split'), r.ns('work-stock')),
  ],
};
