/** Statements. */
import { classDeclaration } from './classes.ts';
import { array, callee, iterable, number, object, park } from './expressions.ts';
import { functionDeclaration, functionExpression, generatorFunction } from './functions.ts';
import { loop } from './loops.ts';
import type { Maker } from './maker.ts';
import { declaringPattern } from './patterns.ts';

/** Some statements in the scope that is open. */
export function statements(m: Maker, depth: number): string {
  const n = depth <= 0 ? m.below(2) : 1 + m.below(4);
  return Array.from({ length: n }, () => statement(m, depth)).join('\n');
}

/** A block with braces and a scope. */
const block = (m: Maker, d: number) => `{ ${m.block(() => statements(m, d))} }`;

function statement(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  if (d <= 0) return `${park(m)};`;
  return m.choose(
    () => `l(${number(m, d)});`,
    () => declaration(m, d),
    () => declaration(m, d),
    () => `${number(m, d)};`,
    () => loop(m, d),
    () => loop(m, d),
    () => tryStatement(m, d),
    () => tryStatement(m, d),
    () => ifStatement(m, d),
    () => switchStatement(m, d),
    () => labelled(m, d),
    () => functions(m, d),
    () => jump(m, d),
    () => steps(m, d),
    () => tdz(m, d),
    () => block(m, d),
    () => hoisted(m, d),
  );
}

function declaration(m: Maker, d: number): string {
  const keyword = m.tape.pick(['let', 'const', 'var']);
  const isConst = keyword === 'const';
  const named = (kind: Parameters<Maker['declare']>[1], value: string) => {
    const name = m.fresh();
    m.declare(name, kind, isConst || kind !== 'num');
    return `${keyword} ${name} = ${value};`;
  };
  return m.choose(
    () => named('num', number(m, d)),
    () => named('arr', array(m, d)),
    () => named('obj', object(m, d)),
    () => named('fn', functionExpression(m, d)),
    () => named('cls', `class ${classDeclaration(m, d, '').slice('class '.length)}`),
    () => {
      const { text, names, isArray } = declaringPattern(m, d);
      const value = isArray ? iterable(m, d) : object(m, d);
      for (const name of names) m.declare(name, 'num', isConst);
      return `${keyword} ${text} = ${value};`;
    },
    () => {
      const [a, b] = [m.fresh(), m.fresh()];
      const first = number(m, d);
      m.declare(a, 'num', isConst);
      const second = number(m, d);
      m.declare(b, 'num', isConst);
      return `${keyword} ${a} = ${first}, ${b} = ${second};`;
    },
    () => named('fn', callee(m, d)),
  );
}

function functions(m: Maker, d: number): string {
  const name = m.fresh('f');
  return m.choose(
    () => {
      m.declare(name, 'fn', true);
      return functionDeclaration(m, d, name);
    },
    () => {
      const text = classDeclaration(m, d, name);
      m.declare(name, 'cls', true);
      return text;
    },
    () => {
      m.declare(name, 'gen', true);
      return generatorFunction(m, d, name);
    },
  );
}

function ifStatement(m: Maker, d: number): string {
  const head = `if (${number(m, d)}) ${block(m, d)}`;
  return m.oneIn(2) ? `${head} else ${block(m, d)}` : head;
}

function tryStatement(m: Maker, d: number): string {
  const body = block(m, d);
  const caught = () =>
    m.choose(
      () => `catch (e) { l(e); ${m.block(() => statements(m, d))} }`,
      () => `catch ${block(m, d)}`,
      () => `catch ({ name, message = ${number(m, d)} }) { l(name); ${m.block(() => statements(m, d))} }`,
      () => `catch (e) { ${park(m)}; throw e; }`,
    );
  const last = () => `finally { ${park(m)}; ${m.block(() => statements(m, d))} }`;
  return m.choose(
    () => `try ${body} ${caught()}`,
    () => `try ${body} ${caught()} ${last()}`,
    () => `try { try ${body} ${last()} } catch (e) { l(e); }`,
  );
}

function switchStatement(m: Maker, d: number): string {
  const label = m.fresh('L');
  return m.inside({ label, isLoop: false, isPlain: true }, () => {
    const cases = Array.from({ length: 1 + m.below(4) }, (_, i) => {
      const head = i === 1 && m.oneIn(2) ? 'default' : `case ${number(m, d)}`;
      const end = m.oneIn(2) ? 'break;' : '';
      return `${head}: ${statements(m, d)} ${end}`;
    });
    return `${label}: switch (${number(m, d)}) { ${cases.join('\n')} }`;
  });
}

function labelled(m: Maker, d: number): string {
  const label = m.fresh('L');
  return `${label}: ${m.inside({ label, isLoop: false, isPlain: false }, () => `{ ${statements(m, d)} ${jump(m, d)} ${park(m)}; }`)}`;
}

function jump(m: Maker, d: number): string {
  const text = m.choose(
    () => m.jump(),
    () => m.jump(),
    () => `throw ${park(m, `new Boom(${m.id()})`)};`,
    () => (m.place.isFunction ? `return ${number(m, d)};` : ';'),
    () => `throw ${number(m, d)};`,
  );
  return m.oneIn(3) ? text : `if (${number(m, d)}) ${text}`;
}

/** Steps through a generator by hand. */
function steps(m: Maker, d: number): string {
  if (m.place.isQuiet) return ';';
  const name = m.fresh('g');
  const step = () =>
    m.choose(
      () => `l(${name}.next(${number(m, d)}));`,
      () => `l(${name}.next());`,
      () => `l(${name}.return(${number(m, d)}));`,
      () => `l(${name}.throw(new Boom(${m.id()})));`,
      () => `for (const x of ${name}) { if (--F.n < 0) break; l(x); ${m.oneIn(2) ? 'break;' : ''} }`,
    );
  const made = m.variable('gen') ?? `(${generatorFunction(m, d)})`;
  const list = Array.from({ length: 2 + m.below(4) }, step).join(' ');
  return `{ const ${name} = ${made}(${number(m, d)}); try { ${list} } catch (e) { l(e); } }`;
}

/** Uses before the declaration, and writes to a constant. */
function tdz(m: Maker, d: number): string {
  const name = m.fresh();
  return m.choose(
    () =>
      `{ const get = () => ${name}; try { l(get()); } catch (e) { l(e); } let ${name} = ${number(m, d)}; l(get()); }`,
    () => `{ try { ${name} = ${number(m, d)}; } catch (e) { l(e); } let ${name}; l(${name}); ${park(m)}; l(${name}); }`,
    () => `{ const ${name} = ${number(m, d)}; try { ${name} += ${park(m)}; } catch (e) { l(e); } l(${name}); }`,
    () => `{ try { l(typeof ${name}); } catch (e) { l(e); } class ${name} {} l(typeof ${name}); }`,
    () => `try { let ${name} = ${park(m, name)}; } catch (e) { l(e); }`,
    () => `{ const set = (x) => (${name} = x); ${park(m)}; let ${name} = 1; set(${number(m, d)}); l(${name}); }`,
  );
}

/** `var` and functions that are used before, or twice. */
function hoisted(m: Maker, d: number): string {
  const name = m.fresh();
  return m.choose(
    () => `l(${name}); var ${name} = ${number(m, d)}; var ${name}; l(${name});`,
    () =>
      `l(typeof ${name}); ${block(m, d)} function ${name}(x) { return ${park(m, 'x')}; } l(${name}(${number(m, d)}));`,
    () => `{ l(typeof ${name}); { function ${name}() { return ${park(m)}; } } l(typeof ${name}); }`,
  );
}
