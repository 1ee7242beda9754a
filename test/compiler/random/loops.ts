/** Loops, with closures that capture what each round has bound. */
import { array, iterable, number, object, park } from './expressions.ts';
import type { Maker } from './maker.ts';
import { declaringPattern } from './patterns.ts';
import { statements } from './statements.ts';

/** Taken at the start of every round, so that loops end. */
const FUEL = 'if (--F.n < 0) break;';

export function loop(m: Maker, d: number): string {
  const label = m.fresh('L');
  if (m.oneIn(5)) return capturing(m, d, label);
  return `${label}: ${m.inside({ label, isLoop: true, isPlain: true }, () => kinds(m, d))}`;
}

function kinds(m: Maker, d: number): string {
  const name = m.fresh('i');
  return m.choose(
    () => counted(m, d, name),
    () => counted(m, d, name),
    () => `for (${binding(m, name)} of ${iterable(m, d)}) ${body(m, d)}`,
    () => `for (${binding(m, name)} in ${object(m, d)}) ${body(m, d)}`,
    () => patternLoop(m, d),
    () => `for (${object(m, d)}.a of ${iterable(m, d)}) ${body(m, d)}`,
    () => `while (${number(m, d)}) ${body(m, d)}`,
    () => `do ${body(m, d)} while (${number(m, d)});`,
    () => `for (;;) { ${FUEL} ${statements(m, d)} if (${number(m, d)}) break; }`,
    () => `for (const ${m.declare(name, 'num', true)} = ${number(m, d)}; ${park(m, `F.n % 3`)};) ${body(m, d)}`,
  );
}

function binding(m: Maker, name: string): string {
  const keyword = m.tape.pick(['const', 'let', 'var']);
  m.declare(name, 'num', keyword === 'const');
  return `${keyword} ${name}`;
}

const body = (m: Maker, d: number) => `{ ${FUEL} ${statements(m, d)} }`;

function counted(m: Maker, d: number, name: string): string {
  const keyword = m.tape.pick(['let', 'var']);
  m.declare(name, 'num');
  const test = m.choose(
    () => `${name} < ${1 + m.below(3)}`,
    () => `${name} < ${park(m, '2')}`,
    () => `(${number(m, d)}, ${name} < 2)`,
  );
  const step = m.choose(
    () => `${name}++`,
    () => `${name} += ${park(m, '1')}`,
    () => `${number(m, d)}, ${name}++`,
  );
  const first = m.choose(
    () => '0',
    () => park(m, '0'),
  );
  return `for (${keyword} ${name} = ${first}; ${test}; ${step}) ${body(m, d)}`;
}

/** Closures of each round, called afterwards: each has its own binding, which the round and the update have changed. */
function capturing(m: Maker, d: number, label: string): string {
  const list = m.fresh('c');
  const text = m.inside({ label, isLoop: true, isPlain: true }, () => capturingLoop(m, d, list));
  const calls = m.place.isQuiet ? '' : `for (const f of ${list}) { if (--F.n < 0) break; l(f()); }`;
  return `{ const ${list} = []; ${label}: ${text} ${calls} }`;
}

function capturingLoop(m: Maker, d: number, list: string): string {
  const i = m.declare(m.fresh('i'), 'num');
  const isQuiet = m.place.isQuiet;
  const closure = m.tape.pick([`() => ${i}`, `() => ${i}++`, isQuiet ? `() => ${i}--` : `() => p(${i} += 10)`]);
  const collect = `${list}.push(${closure})`;
  const head = m.choose(
    () => `for (let ${i} = 0; ${i} < 3; ${i}++)`,
    () => `for (let ${i} = ${park(m, '0')}; ${park(m, i)} < 3; ${park(m, '0')}, ${i}++)`,
    () => `for (let ${i} = 0, get = () => ${i}; l(get()) < 2; ${i}++, ${collect}, l(get()))`,
    () => `for (let ${i} of ${array(m, d)})`,
    () => `for (const ${i} in ${object(m, d)})`,
    () => `for (let ${i} = (${list}.push(() => ${i}), ${park(m, '0')}); ${i} < 2; ${i} += ${park(m, '1')})`,
  );
  const w = m.declare(m.fresh('w'), 'num');
  const own = `let ${w} = ${park(m, i)}; ${list}.push(() => ${w}++, () => ${w});`;
  return `${head} { ${FUEL} ${collect}; ${own} ${statements(m, d)} }`;
}

function patternLoop(m: Maker, d: number): string {
  const keyword = m.tape.pick(['const', 'let', 'var']);
  const { text, names, isArray } = declaringPattern(m, d);
  const items = isArray ? `[[${number(m, d)}], ${array(m, d)}]` : `[${object(m, d)}, ${object(m, d)}]`;
  for (const name of names) m.declare(name, 'num', keyword === 'const');
  return `for (${keyword} ${text} of ${items}) ${body(m, d)}`;
}
