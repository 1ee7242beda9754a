/** Natives of strings and regular expressions. */
import { apply, type Callable, getPrototypeOf, type Indexed, nativeGetter, nativeOf } from './natives.js';

const nativeSlice = nativeOf(String.prototype, 'slice');
const nativeIndexOf = nativeOf(String.prototype, 'indexOf');
const nativeCodePointAt = nativeOf(String.prototype, 'codePointAt');
const hasOwn = nativeOf(Object.prototype, 'hasOwnProperty');
const isGlobal = nativeGetter(RegExp.prototype, 'global');
const regExpPrototype = RegExp.prototype as unknown as Indexed;

export const nativeExec = nativeOf(RegExp.prototype, 'exec') as Callable;
export const nativeRegExpReplace = nativeOf(RegExp.prototype, Symbol.replace) as Callable;

export const slice = (text: string, from: number, to?: number): string =>
  apply(nativeSlice, text, to === undefined ? [from] : [from, to]) as string;

export const indexOf = (text: string, what: string, from: number): number =>
  apply(nativeIndexOf, text, [what, from]) as number;

/** ToString. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : `${value}`;
}

/** AdvanceStringIndex. */
export function advance(text: string, index: number, unicode: boolean): number {
  if (!unicode || index + 1 >= text.length) return index + 1;
  return index + ((apply(nativeCodePointAt, text, [index]) as number) > 0xffff ? 2 : 1);
}

/** Whether it is a regular expression of this or another realm, asked without reading a property. */
export function isRegExpObject(value: unknown): boolean {
  try {
    apply(isGlobal, value, []);
    return value !== regExpPrototype;
  } catch {
    return false;
  }
}

/** Whether matching it runs no code of the user. */
export function hasNativeExec(regExp: Indexed): boolean {
  return (
    isRegExpObject(regExp) &&
    getPrototypeOf(regExp) === regExpPrototype &&
    !apply(hasOwn, regExp, ['exec']) &&
    regExpPrototype.exec === nativeExec
  );
}

/**
 * All that a replacement function would be called with, match by match. The standard has them all before the first call, so
 * the native can find them. The subject is returned as the string that it is for the native.
 */
export function collectMatches(regExp: unknown, subject: unknown): { text: string; matches: unknown[][] } {
  const text = textOf(subject);
  const matches: unknown[][] = [];
  apply(nativeRegExpReplace, regExp, [
    text,
    (...args: unknown[]) => {
      matches[matches.length] = args;
      return '';
    },
  ]);
  return { text, matches };
}

/** Where a match is, in what `collectMatches` gives: before the subject, which named groups may follow. */
export function positionIn(args: unknown[]): number {
  const last = args.length - 1;
  return args[typeof args[last] === 'string' ? last - 1 : last - 2] as number;
}
