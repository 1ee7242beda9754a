/** Calls: of functions of the program, of methods, constructors and generators, and of built-ins that call back. */
import { array, callee, iterable, key, number, object, park } from './expressions.ts';
import { functionExpression } from './functions.ts';
import type { Maker } from './maker.ts';

export function call(m: Maker, d: number): string {
  if (m.place.isQuiet) return park(m);
  return m.choose(
    () => `${callee(m, d)}(${list(m, d)})`,
    () => `${object(m, d)}.m(${list(m, d)})`,
    () => `${object(m, d)}[${park(m, `'m'`)}](${list(m, d)})`,
    () => `(${functionExpression(m, d)})(${list(m, d)})`,
    () => `(${callee(m, d)}, ${callee(m, d)})(${list(m, d)})`,
    () => `${callee(m, d)}.call(${object(m, d)}, ${number(m, d)})`,
    () => `${callee(m, d)}.apply(${object(m, d)}, ${array(m, d)})`,
    () => `Reflect.apply(${callee(m, d)}, ${object(m, d)}, [${number(m, d)}])`,
    () => `Math.max(${number(m, d)}, ${number(m, d)})`,
    () => `String(${object(m, d)}.${key(m)}).length`,
    () => `Object.keys(${object(m, d)}).length`,
    () => `[...${iterable(m, d)}].length`,
    () => `${iterable(m, d)}[Symbol.iterator]().next().value`,
    () => `new (${functionExpression(m, d, { isConstructor: true })})(${list(m, d)}).a`,
  );
}

/** Built-ins with a callback of the program. */
export function callbackCall(m: Maker, d: number): string {
  if (m.place.isQuiet) return park(m);
  const f = () => callee(m, d);
  return m.choose(
    () => `${array(m, d)}.map(${f()}).length`,
    () => `${array(m, d)}.reduce(${f()}, ${number(m, d)})`,
    () => `${array(m, d)}.${m.tape.pick(['some', 'every', 'find', 'findIndex', 'findLast', 'forEach'])}(${f()})`,
    () => `${array(m, d)}.filter(${f()}, ${object(m, d)}).join()`,
    () => `${array(m, d)}.slice().sort(by).join()`,
    () => `${array(m, d)}.reduceRight(${f()})`,
    () => `'abcb'.replace(/b/g, ${f()})`,
    () => `'abcb'.replaceAll('b', ${f()})`,
    () => `JSON.stringify(${object(m, d)}, ${f()})`,
    () => `JSON.parse('{"a":[1,2],"b":3}', ${f()})`,
    () => `new Map([[1, ${number(m, d)}]]).forEach(${f()})`,
    () => `new Set(${array(m, d)}).forEach(${f()}, ${object(m, d)})`,
    () => `Array.from({ length: 2 }, ${f()}).length`,
    () => `new Uint8Array([3, 1, 2]).${m.tape.pick(['map', 'filter'])}(${f()}).join()`,
    () => `new Uint8Array([3, 1, ${number(m, d)}]).sort(by).join()`,
  );
}

function list(m: Maker, d: number): string {
  return m.choose(
    () => '',
    () => number(m, d),
    () => `${number(m, d)}, ${number(m, d)}`,
    () => `...${iterable(m, d)}`,
    () => `${number(m, d)}, ...${iterable(m, d)}, ${number(m, d)}`,
  );
}
