/** What a function uses, which the arrows around it use as well. */
import type { Fn } from '../scope.js';

export function markLexical(from: Fn, what: 'usesThis' | 'usesSuper' | 'usesNewTarget'): void {
  for (let fn: Fn | null = from; fn !== null; fn = fn.parent) {
    fn[what] = true;
    if (fn.kind !== 'arrow') return;
  }
}

export function markAll(from: Fn, what: 'usesPrivate' | 'isDynamic'): void {
  for (let fn: Fn | null = from; fn !== null; fn = fn.parent) fn[what] = true;
}
