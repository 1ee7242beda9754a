/** Classes: base and derived, with fields, private names, static blocks, accessors and calls of super. */
import { key, number, object, park, quiet } from './expressions.ts';
import { functionExpression } from './functions.ts';
import type { Maker } from './maker.ts';
import { statements } from './statements.ts';

export const classExpression = (m: Maker, d: number) => `class ${m.oneIn(2) ? m.fresh('K') : ''} ${tail(m, d)}`;

export const classDeclaration = (m: Maker, d: number, name: string) => `class ${name} ${tail(m, d)}`;

/** What follows the name: heritage and body. */
function tail(m: Maker, d: number): string {
  const base = m.choose(
    () => '',
    () => m.variable('cls') ?? '',
    () => m.variable('cls') ?? '',
    () => `(${park(m, `class { constructor(x) { this.a = x; } m(y) { return y; } }`)})`,
    () => `(${classExpression(m, d - 1)})`,
    () => 'Array',
  );
  const heritage = base === '' ? '' : `extends ${base} `;
  const secret = m.oneIn(2) ? `#${m.fresh('x')}` : null;
  const { isStrict, privates } = m.place;
  const isDerived = base !== '';
  const names = secret === null ? privates : [secret, ...privates];
  return m.block(() => {
    m.place = { ...m.place, isStrict: true, privates: names };
    const parts: string[] = [];
    if (secret !== null) parts.push(privateParts(m, d, secret));
    if (m.oneIn(2)) parts.push(constructorOf(m, d, isDerived));
    for (let n = m.below(4); n > 0; n--) parts.push(element(m, d));
    m.place = { ...m.place, isStrict, privates };
    return `${heritage}{ ${parts.join(' ')} }`;
  });
}

const methodPlace = { hasSuper: true, hasThis: true };

function privateParts(m: Maker, d: number, secret: string): string {
  const value = quiet(m, () => number(m, d));
  const method = m.within(methodPlace, () => functionExpression(m, d, { isMethod: true }));
  return `${secret} = ${value}; ${secret}m${method}`;
}

function element(m: Maker, d: number): string {
  const method = (head: string, isGenerator = false) =>
    `${head}${m.within(methodPlace, () => functionExpression(m, d, { isMethod: true, isGenerator }))}`;
  const quietly = () => quiet(m, () => number(m, d));
  return m.choose(
    () => method('m'),
    () => `${key(m)} = ${quietly()};`,
    () => method(`[${park(m, `'${key(m)}'`)}]`),
    () => method('static m'),
    () => method('*i', true),
    () => `get g() { return ${quietly()}; }`,
    () => `set c(x) { l(x); ${quietly()}; }`,
    () => `static s = ${quietly()};`,
    () => `static { l(${m.id()}); ${quietly()}; }`,
    () => `[${park(m, `'${key(m)}'`)}] = ${quietly()};`,
    () =>
      `f = () => ${m.within({ isGenerator: false, isQuiet: false, hasThis: true, parameters: null }, () => `(--F.n < 0 ? 0 : ${number(m, d)})`)};`,
    () => method('*[Symbol.iterator]', true),
  );
}

function constructorOf(m: Maker, d: number, isDerived: boolean): string {
  return m.within({ ...methodPlace, isGenerator: false, parameters: [], isQuiet: false, isFunction: true }, () => {
    const a = m.declare(m.fresh('a'), 'num');
    const b = m.declare(m.fresh('a'), 'num');
    const before = isDerived ? beforeSuper(m, d, a) : '';
    const after = statements(m, d - 1);
    const target = m.oneIn(3) ? 'p(new.target.name);' : '';
    const result = m.choose(
      () => '',
      () => 'return;',
      () => `if (${number(m, d)}) return;`,
      () => `if (${number(m, d)}) return ${object(m, d)};`,
      () => (isDerived ? '' : `return ${number(m, d)};`),
    );
    const early = isDerived ? '' : 'if (--F.n < 0) return; ';
    return `constructor(${a}, ${b} = ${number(m, 1)}) { ${early}${before}this.a = ${a}; ${target}${after} ${result} }`;
  });
}

/** What a derived constructor does until there is a `this`. */
function beforeSuper(m: Maker, d: number, a: string): string {
  const { place } = m;
  m.place = { ...place, hasThis: false, hasSuper: false };
  const text = m.choose(
    () => `super(${number(m, d)});`,
    () => `${statements(m, d - 1)} super(${a}, ${number(m, d)});`,
    () => `p(${m.id()}); super(...[${number(m, d)}]);`,
    () => `(() => super(${number(m, d)}))();`,
    () => `if (${number(m, d)}) super(${number(m, d)}); else super();`,
    () => `try { super(${number(m, d)}); } finally { p(${m.id()}); }`,
    () => `try { this.b = 1; } catch (e) { l(e); } super(${number(m, d)}); try { super(); } catch (e) { l(e); }`,
    () => `const t = p(super(${number(m, d)})); l(t === this);`,
  );
  m.place = place;
  return text;
}
