/** String.prototype: replace, replaceAll. A replacement that is no function cannot park; then the native does the work. */
import { apply, type Callable, nativeOf } from '../native/natives.js';
import { addElement, isCallable, isObject, methodOf } from '../native/objects.js';
import { indexOf, isRegExpObject, nativeRegExpReplace, slice, textOf } from '../native/strings.js';
import { replaceInRegExp } from './regexp.js';

const nativeReplace = nativeOf(String.prototype, 'replace');
const nativeReplaceAll = nativeOf(String.prototype, 'replaceAll');

export function replace(this: unknown, pattern: unknown, replacement: unknown): unknown {
  if (this === undefined || this === null) {
    throw new TypeError('String.prototype.replace called on null or undefined');
  }
  if (isObject(pattern)) {
    const method = methodOf(pattern, Symbol.replace);
    if (method !== undefined) return replaceWith(method, pattern, this, replacement);
  }
  const text = textOf(this);
  const what = textOf(pattern);
  if (!isCallable(replacement)) return apply(nativeReplace, text, [what, replacement]);
  const at = indexOf(text, what, 0);
  if (at < 0) return text;
  const inserted = textOf(replacement(what, at, text));
  return slice(text, 0, at) + inserted + slice(text, at + what.length);
}

export function replaceAll(this: unknown, pattern: unknown, replacement: unknown): unknown {
  if (this === undefined || this === null) {
    throw new TypeError('String.prototype.replaceAll called on null or undefined');
  }
  if (isObject(pattern)) {
    checkGlobal(pattern);
    const method = methodOf(pattern, Symbol.replace);
    if (method !== undefined) return replaceWith(method, pattern, this, replacement);
  }
  const text = textOf(this);
  const what = textOf(pattern);
  if (!isCallable(replacement)) return apply(nativeReplaceAll, text, [what, replacement]);
  const step = what.length === 0 ? 1 : what.length;
  const found: number[] = [];
  for (let at = indexOf(text, what, 0); at >= 0; at = at + step > text.length ? -1 : indexOf(text, what, at + step)) {
    addElement(found, found.length, at);
  }
  let result = '';
  let end = 0;
  for (let i = 0; i < found.length; i++) {
    const at = found[i] as number;
    const inserted = textOf(replacement(what, at, text));
    result += slice(text, end, at) + inserted;
    end = at + what.length;
  }
  return result + slice(text, end);
}

function replaceWith(method: Callable, pattern: unknown, subject: unknown, replacement: unknown): unknown {
  if (method === nativeRegExpReplace && isCallable(replacement)) return replaceInRegExp(pattern, subject, replacement);
  return apply(method, pattern, [subject, replacement]);
}

function checkGlobal(pattern: unknown): void {
  if (!isObject(pattern)) return;
  const matcher = pattern[Symbol.match];
  if (!(matcher === undefined ? isRegExpObject(pattern) : matcher)) return;
  const { flags } = pattern;
  if (flags === undefined || flags === null) {
    throw new TypeError('String.prototype.replaceAll called with a RegExp without flags');
  }
  if (indexOf(textOf(flags), 'g', 0) < 0) throw new TypeError('replaceAll must be called with a global RegExp');
}
