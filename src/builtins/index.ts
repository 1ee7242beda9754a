/**
 * The compiled built-ins: the standard functions that call code of the user, written in JavaScript and compiled like any other, so
 * that a callback, comparison, iterator, replacer or reviver may park.
 *
 *     picks          by the name of a method: from the native one to ours
 *     iteration      what for...of, spread and array patterns are made of
 *     generatorPicks the runtime puts in what it knows of generators
 *     toJson         the runtime says here that there is compiled code in a toJSON
 *
 * Each file states what it implements; all of it behaves as ECMA-262 says, to the order of what can be observed, and where the
 * standard leaves it open (the order of comparisons in sort) as V8 does. Files of `native/` are not compiled.
 */
import type { Pick } from './native/pick.js';
import * as all from './picks.js';

export { closeIter, closeQuietly, leave, openBy, openIter, restIter, stepIter, toList } from './iteration.js';
export { generatorPicks } from './native/iterators.js';
export { toJson } from './native/json.js';
export { equivalentOf } from './native/pick.js';

/** By name: `picks.map(m)` is ours if m is a native map, else m. */
export const picks: Readonly<Record<string, Pick>> = all;
