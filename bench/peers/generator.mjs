/**
 * Floors made of native generators: `generator-next` is one `next()`, `yield-star` the same through a chain of
 * `yield*` delegations, which the host walks from the outermost frame at every resume.
 */

/** @typedef {import('../lib/measure.mjs').Load} Load */

/** @param {{ n: number }} counter */
function* leaf(counter) {
  for (;;) {
    counter.n++;
    yield;
  }
}

/**
 * @param {number} depth
 * @param {{ n: number }} counter
 * @returns {Generator<undefined, number>}
 */
function* deep(depth, counter) {
  if (depth === 0) yield* leaf(counter);
  else return (yield* deep(depth - 1, counter)) + 1;
  return 0;
}

/**
 * Two bodies take turns.
 * @param {() => Iterator<undefined>} body
 * @param {{ n: number }} counter
 */
function alternate(body, counter) {
  const [a, b] = [body(), body()];
  a.next();
  b.next();
  return (/** @type {number} */ n) => {
    const before = counter.n;
    for (let i = 0; i < n; i += 2) {
      a.next();
      b.next();
    }
    return counter.n - before;
  };
}

/** @type {Load} */
export const generatorNext = {
  label: { name: 'generator-next' },
  prepare() {
    const counter = { n: 0 };
    return { run: alternate(() => leaf(counter), counter) };
  },
};

/**
 * Twenty generator functions with one to eight locals that they change between the yields, as the compiled functions of
 * `js-compiled-mixed` do.
 * @param {number} count
 * @returns {Load}
 */
export const generatorMixed = (count) => ({
  label: { name: 'generator-mixed', depth: 1, count },
  atLeast: 2 * count,
  prepare() {
    const counter = { n: 0 };
    const all = Array.from({ length: count }, (_, at) => mixedBodies[at % 20]?.(counter, at));
    let at = 0;
    return {
      run(n) {
        const before = counter.n;
        for (let i = 0; i < n; i++) {
          all[at]?.next();
          at = at + 1 === count ? 0 : at + 1;
        }
        return counter.n - before;
      },
    };
  },
});

/** @param {number} i @param {number} nLocals */
const mixedSource = (i, nLocals) => {
  const locals = Array.from({ length: nLocals }, (_, n) => `x${n}`);
  return `function* body${i}(counter, at) {
    let sum = 0;
    ${locals.map((x, n) => `let ${x} = ${n};`).join(' ')}
    for (;;) {
      counter.n++;
      ${locals.map((x, n) => `${x} = (${x} + ${n + 1}) & 1023;`).join(' ')}
      sum = (sum + ${['at', ...locals].join(' + ')}) & 65535;
      yield sum;
    }
  }`;
};

/** @type {((counter: { n: number }, at: number) => Generator<number, void, number>)[]} */
const mixedBodies = new Function(
  `return [${Array.from({ length: 20 }, (_, i) => mixedSource(i, 1 + (i % 8))).join(', ')}]`,
)();

/**
 * @param {number} depth calls between the body and the generator that yields
 * @returns {Load}
 */
export const yieldStar = (depth) => ({
  label: { name: 'yield-star', depth },
  prepare() {
    const counter = { n: 0 };
    // deep(0) delegates to leaf: one call, so depth d starts at deep(d - 1)
    return { run: alternate(() => deep(depth - 1, counter), counter) };
  },
});

/** @param {number} depth @param {{ n: number }} counter @returns {Generator<undefined, number>} */
function* descend(depth, counter) {
  if (depth > 0) return (yield* descend(depth - 1, counter)) + 1;
  counter.n++;
  yield;
  return 0;
}

/** @param {number} depth @param {{ n: number }} counter */
function* bounce(depth, counter) {
  for (;;) yield* descend(depth - 1, counter);
}

/**
 * Descends, yields once at the bottom and returns, again and again: every frame is new at every switch.
 * @param {number} depth
 * @returns {Load}
 */
export const yieldStarBounce = (depth) => ({
  label: { name: 'yield-star-bounce', depth },
  prepare() {
    const counter = { n: 0 };
    return { run: alternate(() => bounce(depth, counter), counter) };
  },
});
