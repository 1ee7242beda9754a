/** How a function begins when it is called while something unwinds, and what a constructor hands over. */
import { BRAND } from '../classes.js';
import type { Text } from '../output.js';
import type { PrintedFunction } from './printed-function.js';

/** Who is called back while something unwinds has a barrier below it; constructors are entered to hand over a result. */
export function prologue(f: PrintedFunction): string {
  if (f.isOnlyCalled) return '';
  const name = JSON.stringify(f.fn.name);
  if (!f.isConstructor) return `if($gsm)$gs.enter(${name});`;
  return `if($gsm){const ${f.p}c=$gs.enter(${name},new.target);if(${f.p}c!==undefined)return ${f.p}c}`;
}

/** Under `new` the caller gets an object for a token, and the result of the body is one at last. */
export function constructed(f: PrintedFunction, saved: Text): Text {
  const { kind } = f.fn;
  const self = kind === 'derived' ? '()=>this' : 'this';
  if (kind !== 'function') return ['return $gs.ctor(new.target,', `${BRAND} in new.target,`, saved, `,${self})`];
  const token = `${f.p}y`;
  const built = `$gs.ctor(new.target,undefined,${token},${self})`;
  return [`const ${token}=`, saved, `;return new.target===undefined?${token}:${built}`];
}
