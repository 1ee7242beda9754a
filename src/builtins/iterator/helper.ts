/**
 * Iterator helpers: the objects that map, filter, take, drop and flatMap of iterators return.
 *
 *     NEW ──next()──▶ RUNNING ──a value──▶ READY ──next()──▶ RUNNING ...
 *                        └──the end, an error, return()──▶ DONE
 *
 * A helper that is parked in the middle of next() is RUNNING, so another greenlet that calls it gets the TypeError that a
 * running generator gives. The prototype is one of our own between the helper and Iterator.prototype, where
 * %IteratorHelperPrototype% would be: that one only knows the engine's helpers.
 */
import { closeIter, closeQuietly, type IteratorRecord } from '../iteration.js';
import { getOfWeakMap, setOfWeakMap } from '../native/keyed.js';
import { create, defineProperty, type Indexed, IteratorPrototype } from '../native/natives.js';
import { describe } from '../native/objects.js';

const NEW = 0;
const READY = 1;
const RUNNING = 2;
const DONE = 3;

export interface Helper {
  state: number;
  /** The next value, or anything after `finish(helper)`. */
  step: (helper: Helper) => unknown;
  /** What is closed by return(). */
  source: IteratorRecord | undefined;
  /** What flatMap and concat are in the middle of; closed first. */
  inner: IteratorRecord | undefined;
  call: (value: unknown, counter: number) => unknown;
  counter: number;
  /** How many are left to take or to drop. */
  limit: number;
}

const helpers = new WeakMap<object, Helper>();
const prototype = create(IteratorPrototype) as Indexed;

/** A new helper as the user sees it. */
export function makeHelper(
  step: Helper['step'],
  source: IteratorRecord | undefined,
  call: Helper['call'],
  limit: number,
): object {
  const object = create(prototype) as object;
  setOfWeakMap(helpers, object, { state: NEW, step, source, inner: undefined, call, counter: 0, limit });
  return object;
}

/** `step` found the end. */
export function finish(helper: Helper): void {
  helper.state = DONE;
}

function next(this: unknown): IteratorResult<unknown> {
  const helper = helperOf(this, 'next');
  if (helper.state === DONE) return { value: undefined, done: true };
  helper.state = RUNNING;
  let value: unknown;
  try {
    value = helper.step(helper);
  } catch (error) {
    helper.state = DONE;
    throw error;
  }
  // A step that found the end has set DONE; TypeScript thinks it is still RUNNING.
  if ((helper.state as number) === DONE) return { value: undefined, done: true };
  helper.state = READY;
  return { value, done: false };
}

function close(this: unknown): IteratorResult<unknown> {
  const helper = helperOf(this, 'return');
  const { state, source, inner } = helper;
  if (state !== DONE) {
    helper.state = state === NEW ? DONE : RUNNING;
    try {
      if (inner !== undefined) closeInner(inner, source);
      if (source !== undefined) closeIter(source);
    } finally {
      helper.state = DONE;
    }
  }
  return { value: undefined, done: true };
}

function closeInner(inner: IteratorRecord, source: IteratorRecord | undefined): void {
  try {
    closeIter(inner);
  } catch (error) {
    if (source !== undefined) closeQuietly(source);
    throw error;
  }
}

/** The helper, which must not be running. */
function helperOf(value: unknown, method: string): Helper {
  const helper = getOfWeakMap(helpers, value) as Helper | undefined;
  if (helper === undefined) {
    throw new TypeError(
      `Method Iterator Helper.prototype.${method} called on incompatible receiver ${describe(value)}`,
    );
  }
  if (helper.state === RUNNING) throw new TypeError('Generator is already running');
  return helper;
}

defineProperty(close, 'name', { value: 'return', configurable: true });
defineProperty(prototype, 'next', { value: next, writable: true, configurable: true });
defineProperty(prototype, 'return', { value: close, writable: true, configurable: true });
defineProperty(prototype, Symbol.toStringTag, { value: 'Iterator Helper', configurable: true });
