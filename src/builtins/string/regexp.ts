/** RegExp.prototype[Symbol.replace] with a function. */
import { apply, type Callable, type Indexed } from '../native/natives.js';
import { addElement, describe, isCallable, isObject, lengthOf, toInteger } from '../native/objects.js';
import {
  advance,
  collectMatches,
  hasNativeExec,
  indexOf,
  isRegExpObject,
  nativeExec,
  positionIn,
  slice,
  textOf,
} from '../native/strings.js';

export function replaceInRegExp(regExp: unknown, subject: unknown, replacement: Callable): string {
  if (hasNativeExec(regExp as Indexed)) return replaceCollected(regExp, subject, replacement);
  return replaceByExec(regExp as Indexed, textOf(subject), replacement);
}

function replaceCollected(regExp: unknown, subject: unknown, replacement: Callable): string {
  const { text, matches } = collectMatches(regExp, subject);
  let result = '';
  let end = 0;
  for (let i = 0; i < matches.length; i++) {
    const args = matches[i] as unknown[];
    const inserted = textOf(apply(replacement, undefined, args));
    const position = positionIn(args);
    result += slice(text, end, position) + inserted;
    end = position + (args[0] as string).length;
  }
  return matches.length === 0 ? text : result + slice(text, end);
}

/** As the standard has it, for a regular expression (or anything else) whose exec may be the user's, and may park. */
function replaceByExec(regExp: Indexed, text: string, replacement: Callable): string {
  const flags = textOf(regExp.flags);
  const global = indexOf(flags, 'g', 0) >= 0;
  const unicode = indexOf(flags, 'u', 0) >= 0 || indexOf(flags, 'v', 0) >= 0;
  if (global) regExp.lastIndex = 0;
  const found: Indexed[] = [];
  for (;;) {
    const match = exec(regExp, text);
    if (match === null) break;
    addElement(found, found.length, match);
    if (!global) break;
    if (textOf(match[0]) === '') regExp.lastIndex = advance(text, lengthOf({ length: regExp.lastIndex }), unicode);
  }
  let result = '';
  let end = 0;
  for (let i = 0; i < found.length; i++) {
    const match = found[i] as Indexed;
    const args = argumentsOf(match, text);
    const matched = args[0] as string;
    const position = positionIn(args);
    const inserted = textOf(apply(replacement, undefined, args));
    if (position < end) continue;
    result += slice(text, end, position) + inserted;
    end = position + matched.length;
  }
  return end >= text.length ? result : result + slice(text, end);
}

/** What the replacement function gets for a match: it, its captures, where, the subject, and named groups if there are. */
function argumentsOf(match: Indexed, text: string): unknown[] {
  const nCaptures = lengthOf(match) - 1;
  const args: unknown[] = [textOf(match[0])];
  let position = toInteger(match.index);
  if (position < 0) position = 0;
  if (position > text.length) position = text.length;
  for (let n = 1; n <= nCaptures; n++) {
    const capture = match[n];
    addElement(args, n, capture === undefined ? undefined : textOf(capture));
  }
  addElement(args, args.length, position);
  addElement(args, args.length, text);
  const { groups } = match;
  if (groups !== undefined) addElement(args, args.length, groups);
  return args;
}

/** RegExpExec. */
function exec(regExp: Indexed, text: string): Indexed | null {
  const method = regExp.exec;
  if (isCallable(method)) {
    const match = apply(method, regExp, [text]);
    if (match === null || isObject(match)) return match;
    throw new TypeError(`The result of exec is neither an object nor null: ${describe(match)}`);
  }
  if (!isRegExpObject(regExp)) throw new TypeError(`${describe(regExp)} is not a RegExp`);
  return apply(nativeExec, regExp, [text]) as Indexed | null;
}
