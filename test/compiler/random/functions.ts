/** Functions of every kind, except classes. */
import { number } from './expressions.ts';
import type { Maker, Place } from './maker.ts';
import { declaringPattern } from './patterns.ts';
import { statements } from './statements.ts';

/** Taken at the start of every function, so that recursion ends. */
const FUEL = 'if (--F.n < 0) return 0;';

interface Shape {
  isMethod?: boolean;
  isGenerator?: boolean;
  isConstructor?: boolean;
}

interface Parameters {
  readonly text: string;
  readonly names: readonly string[];
  readonly isSimple: boolean;
}

/** A function or arrow in parentheses; of a method what comes after its name. */
export function functionExpression(m: Maker, d: number, shape: Shape = {}): string {
  if (shape.isMethod) return rest(m, d, { isGenerator: shape.isGenerator ?? false, hasSuper: m.place.hasSuper });
  if (shape.isConstructor) return `function () { this.a = ${inner(m, () => number(m, d))}; }`;
  if (m.oneIn(2)) return `(${arrow(m, d)})`;
  const name = m.oneIn(2) ? ` ${m.fresh('n')}` : '';
  if (name === '') return `(function${rest(m, d, { hasSuper: false, privates: m.place.privates })})`;
  return m.block(() => {
    m.declare(name.trim(), 'fn', true);
    const assigned = m.oneIn(3) ? `try { ${name} = 1; } catch (e) { l(e); }` : '';
    return `(function${name}${rest(m, d, { hasSuper: false }, assigned)})`;
  });
}

/** `function* ...`, without parentheses. */
export function generatorFunction(m: Maker, d: number, name = ''): string {
  return `function* ${name}${rest(m, d, { isGenerator: true, hasSuper: false })}`;
}

/** `function name(...) {...}` */
export function functionDeclaration(m: Maker, d: number, name: string): string {
  return `function ${name}${rest(m, d, { hasSuper: false })}`;
}

/** Parameters and body: `(a, b = 1) { ... }`. */
function rest(m: Maker, d: number, place: Partial<Place>, head = ''): string {
  const isQuiet = false;
  return m.within({ isGenerator: false, isFunction: true, hasThis: true, isQuiet, ...place, parameters: [] }, () => {
    const { text, names, isSimple } = parameters(m, d, place.isGenerator);
    const isStrict = m.place.isStrict || (isSimple && m.oneIn(8));
    const directive = isStrict && !m.place.isStrict ? '"use strict"; ' : '';
    m.place = { ...m.place, isStrict, parameters: names };
    return `(${text}) { ${directive}${FUEL} ${head}${statements(m, d - 1)} return ${number(m, d)}; }`;
  });
}

function arrow(m: Maker, d: number): string {
  return m.within({ isGenerator: false, isFunction: true }, () => {
    const { text } = parameters(m, d);
    if (m.oneIn(2)) return `(${text}) => { ${FUEL} ${statements(m, d - 1)} return ${number(m, d)}; }`;
    return `(${text}) => (--F.n < 0 ? 0 : ${number(m, d)})`;
  });
}

const inner = (m: Maker, write: () => string) =>
  m.within({ isGenerator: false, hasThis: true, parameters: [], hasSuper: false }, write);

/** `hasThis`: in defaults and keys. */
function parameters(m: Maker, d: number, hasThis = false): Parameters {
  const names: string[] = [];
  const parts: string[] = [];
  let isSimple = true;
  const outer = m.place;
  m.place = { ...outer, isGenerator: false, parameters: null, hasThis };
  for (let n = m.below(4); n > 0; n--) {
    const form = m.below(8);
    if (form >= 6) isSimple = false;
    if (form === 7) {
      const pattern = declaringPattern(m, 1);
      for (const name of pattern.names) m.declare(name, 'num');
      parts.push(`${pattern.text} = ${pattern.isArray ? '[1]' : '{ a: 2 }'}`);
      continue;
    }
    const name = m.fresh('a');
    parts.push(form === 6 ? `${name} = ${number(m, d)}` : name);
    m.declare(name, 'num');
    names.push(name);
  }
  if (m.oneIn(6)) {
    isSimple = false;
    parts.push(`...${m.declare(m.fresh('r'), 'arr')}`);
  }
  m.place = outer;
  return { text: parts.join(', '), names: isSimple ? names : [], isSimple };
}
