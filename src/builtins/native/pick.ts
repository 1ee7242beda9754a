/** How a compiled call site gets from a native to its compiled equivalent: by identity. */
import { apply, type Callable, defineProperty, nativeOf } from './natives.js';

export type Pick = (method: unknown) => unknown;

const equivalents = new Map<unknown, unknown>();

/**
 * The native function of that name, or something that equals nothing when this engine lacks it. Ours is made to look like
 * it, for what is made of it by bind().
 */
export function known(owner: unknown, name: string, ours: unknown): unknown {
  const native = nativeOf(owner, name);
  if (native === undefined) return {};
  resemble(ours as Callable, native, 'name');
  resemble(ours as Callable, native, 'length');
  equivalents.set(native, ours);
  return native;
}

/** Best they are alike as written: V8 optimises calls of a function whose name or length was redefined less well (1.2x). */
function resemble(ours: Callable, native: Callable, key: 'name' | 'length'): void {
  if (ours[key] !== native[key]) defineProperty(ours, key, { value: native[key], configurable: true });
}

/** The compiled equivalent of any native that has one, else the function itself. */
export function equivalentOf(fn: unknown): unknown {
  return equivalents.get(fn) ?? fn;
}

/** Reflect.apply. What it returns is handed on untouched, so an unwinding passes through it. */
export function reflectApply(target: unknown, self: unknown, args: ArrayLike<unknown>): unknown {
  return apply(equivalentOf(target), self, args);
}
