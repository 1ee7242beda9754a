/** Expressions, by the kind of value that they most likely have. */
import { call, callbackCall } from './calls.ts';
import { classExpression } from './classes.ts';
import { functionExpression, generatorFunction } from './functions.ts';
import type { Maker } from './maker.ts';
import { assignmentPattern } from './patterns.ts';

const binary = ['+', '-', '*', '%', '|', '&', '^', '<<', '>>>', '**', '<', '===', '!=', '>='];
const assign = ['=', '+=', '-=', '*=', '|=', '&&=', '||=', '??=', '**='];

/** A call that logs, returns its argument and may park; in a quiet place one that only logs. */
export const park = (m: Maker, value: string = String(m.id())) => (m.place.isQuiet ? `l(${value})` : `p(${value})`);

/** A call that logs and throws for every third number. */
const risky = (m: Maker) => (m.place.isQuiet ? `l(${m.id()})` : `q(${m.id()})`);

export function number(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  if (d <= 0) return atom(m);
  if (m.place.isQuiet) return quietNumber(m, d);
  return m.choose(
    () => atom(m),
    () => park(m),
    () => park(m, number(m, d)),
    () => `(${number(m, d)} ${m.tape.pick(binary)} ${number(m, d)})`,
    () => `(${number(m, d)} ${m.tape.pick(['&&', '||', '??'])} ${number(m, d)})`,
    () => `(${number(m, d)} ? ${number(m, d)} : ${number(m, d)})`,
    () => `(${number(m, d)}, ${number(m, d)})`,
    () => `(${m.tape.pick(['-', '+', '~', '!', 'void ', 'typeof '])}${number(m, d)})`,
    () => assignment(m, d),
    () => update(m, d),
    () => member(m, d),
    () => member(m, d),
    () => call(m, d),
    () => call(m, d),
    () => call(m, d),
    () => callbackCall(m, d),
    () => optional(m, d),
    () => template(m, d),
    () => special(m, d),
    () => risky(m),
    () => test(m, d),
  );
}

/** Without a call that may park. */
function quietNumber(m: Maker, d: number): string {
  return m.choose(
    () => atom(m),
    () => park(m, number(m, d)),
    () => `(${number(m, d)} ${m.tape.pick(binary)} ${number(m, d)})`,
    () => `(${number(m, d)} ? ${number(m, d)} : ${number(m, d)})`,
    () => `(${m.variable('num', true) ?? 'F.x'} = ${number(m, d)})`,
    () => special(m, d),
    () => `${m.variable('obj') ?? '({})'}?.${key(m)}`,
  );
}

function atom(m: Maker): string {
  return m.choose(
    () => String(m.below(5)),
    () => m.variable('num') ?? '1',
    () => park(m),
    () => m.variable('num') ?? '2',
    () => `'s${m.below(3)}'`,
    () => 'undefined',
  );
}

function assignment(m: Maker, d: number): string {
  const operator = m.tape.pick(assign);
  return m.choose(
    () => {
      const name = m.variable('num', true);
      return name === null ? number(m, d) : `(${name} ${operator} ${number(m, d)})`;
    },
    () => `(${object(m, d)}.${key(m)} ${operator} ${number(m, d)})`,
    () => `(${object(m, d)}[${park(m, `'${key(m)}'`)}] ${operator} ${number(m, d)})`,
    () => `(${array(m, d)}[${number(m, d)} & 3] ${operator} ${number(m, d)})`,
    () => assignmentPattern(m, d),
  );
}

function update(m: Maker, d: number): string {
  const operator = m.tape.pick(['++', '--']);
  const put = (target: string) => (m.oneIn(2) ? `(${operator}${target})` : `(${target}${operator})`);
  return m.choose(
    () => put(m.variable('num', true) ?? `${object(m, d)}.a`),
    () => put(`${object(m, d)}.${key(m)}`),
    () => put(`${object(m, d)}[${park(m, `'${key(m)}'`)}]`),
    () => put(`${array(m, d)}[${number(m, d)} & 3]`),
  );
}

function member(m: Maker, d: number): string {
  return m.choose(
    () => `${object(m, d)}.${key(m)}`,
    () => `${array(m, d)}[${number(m, d)}]`,
    () => `${array(m, d)}.length`,
    () => `${object(m, d)}[${park(m, `'${key(m)}'`)}]`,
    () => `${object(m, d)}.g`,
    () => `(delete ${object(m, d)}.${key(m)})`,
    () => `(${park(m, `'${key(m)}'`)} in ${object(m, d)})`,
  );
}

function optional(m: Maker, d: number): string {
  const base = m.choose(
    () => object(m, d),
    () => `(${number(m, d)} ? ${object(m, d)} : null)`,
    () => m.variable('obj') ?? 'undefined',
  );
  return m.choose(
    () => `${base}?.a`,
    () => `${base}?.m(${number(m, d)})`,
    () => `${base}?.m?.(${number(m, d)}, ${number(m, d)})`,
    () => `${base}?.nothing?.[${number(m, d)}](${number(m, d)})`,
    () => `${base}?.[${park(m, "'m'")}]?.(${number(m, d)}).a`,
    () => `(delete ${base}?.a)`,
    () => `(${base}?.m)(${number(m, d)})`,
    () => `${base}?.o?.m(...${array(m, d)}).length`,
  );
}

function template(m: Maker, d: number): string {
  return m.choose(
    () => `\`a\${${number(m, d)}}b\${${number(m, d)}}\``,
    () => `${callee(m, d)}\`x\${${number(m, d)}}y\${${number(m, d)}}z\``,
    () => `${object(m, d)}.m\`\${${number(m, d)}}\``,
    () => `\`\${${object(m, d)}}\``,
  );
}

/** Things that only some places allow. */
function special(m: Maker, d: number): string {
  const { place } = m;
  const options: (() => string)[] = [() => `(typeof undeclared${m.below(2)})`];
  if (place.isGenerator) {
    options.push(
      () => `(yield ${number(m, d)})`,
      () => `(yield)`,
      () => `(yield* ${iterable(m, d)})`,
      () => `(yield ${park(m)})`,
    );
  }
  if (place.parameters !== null) {
    options.push(
      () => `arguments[${m.below(3)}]`,
      () => 'arguments.length',
      () => `(arguments[${m.below(2)}] = ${number(m, d)})`,
      () => `[...arguments].length`,
    );
    const [first] = place.parameters;
    if (first !== undefined) options.push(() => `(${first} = ${number(m, d)}, arguments[0])`);
  }
  if (place.hasThis) {
    options.push(
      () => '(typeof this)',
      () => `this.${key(m)}`,
      () => `(this.a = ${number(m, d)})`,
      () => `(this?.b ?? ${number(m, d)})`,
    );
  }
  if (place.hasSuper && !place.isQuiet) {
    options.push(
      () => `super.m(${number(m, d)})`,
      () => 'super.a',
      () => `super[${park(m, "'m'")}](${number(m, d)})`,
      () => `(super.z = ${number(m, d)})`,
    );
  }
  const [name] = place.privates;
  if (name !== undefined && place.hasThis) {
    options.push(
      () => `this.${name}`,
      () => `(this.${name} += ${number(m, d)})`,
      () => `(this.${name}++)`,
      () => `(${name} in this)`,
      () => `(this.${name} ??= ${number(m, d)})`,
    );
    if (!place.isQuiet) options.push(() => `this.${name}m(${number(m, d)})`);
  }
  return m.tape.pick(options)();
}

function test(m: Maker, d: number): string {
  return m.choose(
    () => `(${object(m, d)} instanceof ${m.variable('cls') ?? 'Object'})`,
    () => `(${object(m, d)} === ${object(m, d)})`,
    () => `(${array(m, d)} == ${number(m, d)})`,
  );
}

export const key = (m: Maker) => m.tape.pick(['a', 'b', 'c', 'k']);

export function array(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  const known = m.variable('arr');
  if (d <= 0) return known ?? '[1, 2]';
  return m.choose(
    () => known ?? '[3, 1, 2]',
    () => `[${number(m, d)}, ${number(m, d)}]`,
    () => `[${number(m, d)}, , ...${iterable(m, d)}, ${number(m, d)}]`,
    () => park(m, array(m, d)),
    () => (m.place.isQuiet ? '[4]' : `${array(m, d)}.${m.tape.pick(['map', 'filter', 'flatMap'])}(${callee(m, d)})`),
    () => (m.place.isQuiet ? '[5]' : `${array(m, d)}.slice().sort(by)`),
    () => (m.place.isQuiet ? '[6]' : `Array.from(${iterable(m, d)}, ${callee(m, d)})`),
    () => `[${array(m, d)}, ${object(m, d)}]`,
    () => `[...${iterable(m, d)}]`,
  );
}

export function object(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  const known = m.variable('obj');
  if (d <= 0) return known ?? '({ a: 1, b: 2, m(x) { return x; } })';
  return m.choose(
    () => known ?? '({ a: 3 })',
    () => objectLiteral(m, d),
    () => park(m, object(m, d)),
    () => (m.variable('cls') === null || m.place.isQuiet ? objectLiteral(m, d) : instance(m, d)),
    () => (m.place.isQuiet ? '({ c: 1 })' : instance(m, d)),
    () => `(${number(m, d)} ? ${object(m, d)} : ${object(m, d)})`,
    () => (m.place.hasThis && !m.place.isQuiet ? '(this ?? {})' : (known ?? '({ b: 4 })')),
  );
}

function instance(m: Maker, d: number): string {
  const cls = m.variable('cls');
  const target = cls === null || m.oneIn(3) ? `(${classExpression(m, d)})` : cls;
  return m.choose(
    () => `new ${target}(${number(m, d)}, ${number(m, d)})`,
    () => `(new ${target})`,
    () => `new ${target}(...${iterable(m, d)})`,
  );
}

function objectLiteral(m: Maker, d: number): string {
  const parts = [`a: ${number(m, d)}`];
  for (let n = m.below(4); n > 0; n--) parts.push(property(m, d));
  if (m.oneIn(5)) parts.push(`__proto__: ${object(m, d)}`);
  return `({ ${parts.join(', ')} })`;
}

function property(m: Maker, d: number): string {
  const method = (head: string, isGenerator = false) =>
    `${head}${functionExpression(m, d, { isMethod: true, isGenerator })}`;
  return m.choose(
    () => `b: ${number(m, d)}`,
    () => method('m'),
    () => `[${park(m, `'${key(m)}'`)}]: ${number(m, d)}`,
    () => `...${object(m, d)}`,
    () => `o: ${object(m, d)}`,
    () => `f: ${functionExpression(m, d)}`,
    () => `get g() { return ${quiet(m, () => number(m, d))}; }`,
    () => `set c(x) { l(x); ${quiet(m, () => number(m, d))}; }`,
    () => `toString() { return l('t${m.id()}'); }`,
    () => `valueOf() { return l(${m.id()}); }`,
    () => method(`[${park(m, "'m'")}]`),
    () => method('*i', true),
    () => `['__proto__']: ${number(m, d)}`,
  );
}

/** Writes the inside of an accessor or initialiser. */
export function quiet(m: Maker, write: () => string): string {
  return m.within({ isQuiet: true, hasThis: true, isGenerator: false, parameters: null }, write);
}

/** Something to call. */
export function callee(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  const known = m.variable('fn');
  if (d <= 0) return known ?? '((x) => x)';
  return m.choose(
    () => known ?? '((x, y) => x - y)',
    () => functionExpression(m, d),
    () => known ?? functionExpression(m, d),
    () => `(${number(m, d)} ? ${callee(m, d)} : ${callee(m, d)})`,
    () => (m.place.isQuiet ? '((x) => x)' : `${callee(m, d)}.bind(${object(m, d)}, ${number(m, d)})`),
  );
}

/** Something to iterate over. */
export function iterable(m: Maker, depth: number): string {
  const d = m.deeper(depth);
  if (d <= 0 || m.place.isQuiet) return m.variable('arr') ?? '[1, 2]';
  return m.choose(
    () => array(m, d),
    () => `iter(${m.below(4)}, ${m.id()})`,
    () => `${m.variable('gen') ?? `(${generatorFunction(m, d)})`}(${number(m, d)})`,
    () => `new Set(${array(m, d)})`,
    () => `new Map([[${number(m, d)}, ${number(m, d)}], [${number(m, d)}, 0]]).${m.tape.pick(['keys', 'values'])}()`,
    () => `'ab'`,
    () => `iter(${m.below(4)}, ${m.id()}, ${m.below(6)})`,
    () => `${array(m, d)}.${m.tape.pick(['keys', 'values'])}()`,
    () => park(m, iterable(m, d)),
  );
}
