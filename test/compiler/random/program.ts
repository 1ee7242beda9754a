/**
 * One random program: the text of a function expression that is given what it may observe the world by.
 *
 *   l(x)   logs x and returns it; never parks
 *   p(x)   logs x and returns it; may park
 *   q(n)   logs n; throws a Boom for every fifth number, else returns n; may park
 *   by     a consistent order for sort; may park, logs nothing (which pairs are compared is the engine's own affair)
 *   F      the fuel
 */
import { number } from './expressions.ts';
import { Maker } from './maker.ts';
import { statements } from './statements.ts';
import type { Tape } from './tape.ts';

const DEPTH = 4;

/** Iterators written in the language: how many items, and which of its methods fail, are missing, or answer wrongly. */
const PRELUDE = `
function iter(n, id, odd = 0) {
  let i = 0;
  const it = {
    [Symbol.iterator]() { l('iter' + id); return this; },
    next() {
      p('next' + id);
      if (odd === 1 && i === 1) throw new Boom('next' + id);
      return i < n ? { done: false, value: i++ } : { done: true, value: 'end' };
    },
    return(v) {
      p('return' + id);
      if (odd === 2) throw new Boom('return' + id);
      return odd === 3 ? 1 : { value: v, done: true };
    },
  };
  if (odd === 4) delete it.return;
  if (odd === 5) it.throw = (e) => { p('throw' + id); return { done: true, value: e }; };
  return it;
}
`;

/** One of each kind, for the rest to use, change and capture. */
function first(m: Maker): string {
  const [n, k, a, o] = [m.fresh(), m.fresh(), m.fresh(), m.fresh()];
  const [f, c, g] = [m.fresh('f'), m.fresh('C'), m.fresh('g')];
  const lines = [
    `let ${n} = 1, ${k} = 2;`,
    `const ${a} = [3, 1, 2];`,
    `const ${o} = { a: 1, b: 2, m(x, y) { return p(x); }, get g() { return l(this.a); } };`,
    `function ${f}(x, y) { return p(x); }`,
    `class ${c} { constructor(x) { this.a = p(x); } m(y) { return p(this.a); } static m() { return p(new this(1)); } }`,
    `function* ${g}(x) { try { l(yield p(x)); yield* [x, 2]; } finally { p('${g}'); } return 3; }`,
  ];
  m.declare(n, 'num');
  m.declare(k, 'num');
  m.declare(a, 'arr', true);
  m.declare(o, 'obj', true);
  m.declare(f, 'fn', true);
  m.declare(c, 'cls', true);
  m.declare(g, 'gen', true);
  return lines.join('\n');
}

export function randomProgram(tape: Tape): string {
  const isStrict = tape.oneIn(2);
  const m = new Maker(tape, isStrict);
  const parts = [first(m)];
  for (let i = 0; i < 1 || (!tape.isOver && i < 6); i++) {
    parts.push(`try { ${m.block(() => statements(m, DEPTH))} } catch (e) { l(e); }`);
  }
  return `(function main(l, p, q, by, F, Boom) {${isStrict ? ' "use strict";' : ''}
${PRELUDE}
${parts.join('\n')}
return [${number(m, 2)}];
})`;
}
