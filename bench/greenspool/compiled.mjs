/**
 * Our rows with plain functions, compiled by our compiler: rings of greenlets as in generators.mjs, each of which
 * switches to the next one. At a depth, the innermost of a chain of calls switches.
 *
 * `js-compiled` has one function for all of them, `js-compiled-mixed` twenty with one to eight locals of their own, which
 * they change and sum up between the switches, so that neither the engine's caches nor its inlining foresee who is next.
 */
import { getCurrent, greenlet } from 'greenspool';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../lib/measure.mjs').Label} Label */
/** @typedef {(ring: Ring, at: number, depth: number) => number} Body */

const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
const main = getCurrent();

/** @param {string} name @param {string} locals what is declared @param {string} work what is done before a switch */
const source = (name, locals = '', work = '') => `
export function ${name}(ring, at, depth) {
  if (depth > 0) return ${name}(ring, at, depth - 1) + 1;
  const next = ring.at(at + 1);
  ${locals}
  for (;;) {
    ring.made++;
    ${work}
    if (ring.made < ring.limit) next.switch();
    else {
      ring.last = at;
      ring.main.switch();
    }
  }
}`;

/** Twenty functions. */
const mixedSource = Array.from({ length: 20 }, (_, i) => {
  const locals = Array.from({ length: 1 + (i % 8) }, (_, n) => `x${n}`);
  const declared = locals.map((x, n) => `let ${x} = ${n};`).join(' ');
  const added = locals.map((x, n) => `${x} = (${x} + ${n + 1}) & 1023;`).join(' ');
  const sum = `sum = (sum + ${['at', ...locals].join(' + ')}) & 65535;`;
  return source(`body${i}`, `let sum = 0; ${declared}`, `${added} ${sum}`);
}).join('\n');

/** @param {string} text @returns {Promise<any>} the module, compiled */
export async function compiledModule(text) {
  const { compile } = await import('../../build/compiler/index.js');
  const { code } = compile(text, { filename: 'bench.mjs', sourceType: 'module', runtime });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** @param {string} text @returns {Promise<Body[]>} its functions */
async function compiled(text) {
  return Object.values(await compiledModule(text));
}

class Ring {
  made = 0;
  limit = 0;
  last = 0;
  main = main;

  /** @param {Body[]} bodies @param {number} count @param {number} depth */
  constructor(bodies, count, depth) {
    this.greenlets = Array.from({ length: count }, (_, at) => {
      const body = /** @type {Body} */ (bodies[at % bodies.length]);
      return greenlet(body.bind(null, this, at, depth));
    });
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

/** @param {Label} label @param {Body[]} bodies @param {number} count @param {number} depth @returns {Load} */
const ring = (label, bodies, count, depth) => {
  /** @type {Ring | undefined} */
  let greenlets;
  return {
    label,
    atLeast: 2 * count,
    /** The same ring in all rounds: greenlets that take turns a million times are old for the collector, which costs less. */
    prepare() {
      const kept = greenlets ?? new Ring(bodies, count, depth);
      greenlets = kept;
      return { run: (n) => kept.run(n) };
    },
  };
};

/** The loads, when their functions are compiled. */
export async function compiledLoads() {
  const one = await compiled(source('body'));
  const twenty = await compiled(mixedSource);
  return {
    /** @param {number} depth calls between the body and the function that switches */
    jsCompiled: (depth) => ring({ name: 'js-compiled', depth }, one, 2, depth),
    /** @param {number} count */
    jsCompiledMany: (count) => ring({ name: 'js-compiled', depth: 1, count }, one, count, 1),
    /** @param {number} count */
    jsCompiledMixed: (count) => ring({ name: 'js-compiled-mixed', depth: 1, count }, twenty, count, 1),
  };
}
