/**
 * Storm: code compiled with the option `storm` asks at every call site whether to unwind and come back at once. Nothing
 * observable may change, so a program that behaves the same in a storm has had all its resume versions tested.
 */
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine, RUNNING, unwindTo } from '../frames/machine.js';
import { helpers } from './helpers.js';

type Policy = () => boolean;
let policy: Policy | null = null;

/** Who is asked at each site; null for never. */
export function setStorm(wanted: Policy | null): void {
  policy = wanted;
}

/** The value of a call, or the TOKEN of an unwinding that brings it back. */
export function storm(value: unknown): unknown {
  if (policy === null || $gsm !== RUNNING || helpers.noStorm !== 0 || !mayUnwind(machine.current)) return value;
  return policy() ? unwindTo(machine.current, value, false) : value;
}

function mayUnwind(c: Continuation | null): c is Continuation {
  if (c === null || machine.forbidden !== null || machine.inCallback || c._isUncompiled) return false;
  return c._kind === KIND.PLAIN || c._kind === KIND.GENERATOR;
}
