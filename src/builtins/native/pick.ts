/** How a compiled call site gets from a native to its compiled equivalent: by identity. */
import { apply, type Callable, defineProperty } from './natives.js';

export type Pick = (method: unknown, text: string) => unknown;
type Pair = readonly [native: Callable | undefined, ours: unknown];

/** Equal to nothing that a program can have: stands for a native that this engine lacks. */
const absent = {};
const equivalents = new Map<unknown, unknown>();

/** The pick for a name that up to three natives share. */
export function pickOf(first: Pair, second: Pair = [undefined, absent], third: Pair = [undefined, absent]): Pick {
  const [a, oursA] = known(first);
  const [b, oursB] = known(second);
  const [c, oursC] = known(third);
  return (method, text) => {
    if (method === a) return oursA;
    if (method === b) return oursB;
    if (method === c) return oursC;
    return typeof method === 'function' ? method : notCallable(text);
  };
}

/** Ours looks like the native, for what is made of it by bind(). */
function known([native, ours]: Pair): readonly [unknown, unknown] {
  if (native === undefined) return [absent, absent];
  defineProperty(ours, 'name', { value: native.name, configurable: true });
  defineProperty(ours, 'length', { value: native.length, configurable: true });
  equivalents.set(native, ours);
  return [native, ours];
}

/** The error comes when it is called: the arguments are evaluated before that. */
function notCallable(text: string): Callable {
  return () => {
    throw new TypeError(`${text} is not a function`);
  };
}

/** The compiled equivalent of any native that has one, else the function itself. */
export function equivalentOf(fn: unknown): unknown {
  return equivalents.get(fn) ?? fn;
}

/** Reflect.apply. What it returns is handed on untouched, so an unwinding passes through it. */
export function reflectApply(target: unknown, self: unknown, args: ArrayLike<unknown>): unknown {
  return apply(equivalentOf(target), self, args);
}
