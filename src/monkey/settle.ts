/** Hands what a function comes to, in one way or the other, to a callback. */
import type { Done } from '../greenlet/callback-wait.js';

export function settle<T>(done: Done<T>, fn: () => T): void {
  let value: T;
  try {
    value = fn();
  } catch (error) {
    done(error);
    return;
  }
  done(null, value);
}
