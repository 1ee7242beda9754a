/**
 * Peer: JavaScript Promise Integration. Two promising exports, each in a loop over a Suspending import that returns a
 * promise which is already resolved. The loop is in wasm; the import and the promise are JSPI's own and cannot be
 * avoided.
 */
import { assemble, instantiate } from './assemble.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

const text = `(module
  (import "host" "wait" (func $wait))
  (global $made (mut i32) (i32.const 0))
  (func $leaf (param $n i32)
    (loop $again
      (if (local.get $n) (then
        (call $wait)
        (global.set $made (i32.add (global.get $made) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))))
  (func $deep (export "deep") (param $depth i32) (param $n i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (call $leaf (local.get $n)) (return (i32.const 0))))
    (i32.add (call $deep (i32.sub (local.get $depth) (i32.const 1)) (local.get $n)) (i32.const 1)))
  (func $descend (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then
      (call $wait)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (return (i32.const 0))))
    (i32.add (call $descend (i32.sub (local.get $depth) (i32.const 1))) (i32.const 1)))
  (func $bounce (export "bounce") (param $depth i32) (param $n i32)
    (loop $again
      (if (local.get $n) (then
        (drop (call $descend (local.get $depth)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))))
  (func (export "made") (result i32) (global.get $made)))`;

/** Newer than the types of Node 20. @type {any} */
const { Suspending, promising } = WebAssembly;

export const hasJspi = Suspending !== undefined && promising !== undefined;

const resolved = Promise.resolve();

/**
 * @returns {{
 *   made: () => number,
 *   deep: (depth: number, n: number) => Promise<number>,
 *   bounce: (depth: number, n: number) => Promise<void>,
 * }}
 */
export function instantiateJspi(wait = () => resolved) {
  const { deep, bounce, made } = instantiate(assemble(text), { host: { wait: new Suspending(wait) } });
  return { made, deep: promising(deep), bounce: promising(bounce) };
}

/**
 * @param {string} name
 * @param {number} depth calls between the export and the function that waits
 * @param {'deep' | 'bounce'} program
 * @returns {Load}
 */
const pair = (name, depth, program) => ({
  label: { name, depth },
  prepare() {
    const { made, [program]: start } = instantiateJspi();
    return {
      async run(n) {
        const before = made();
        await Promise.all([start(depth - 1, n / 2), start(depth - 1, n / 2)]);
        return made() - before;
      },
    };
  },
});

/** @param {number} depth */
export const jspi = (depth) => pair('jspi', depth, 'deep');

/** @param {number} depth descends, waits and returns, again and again */
export const jspiBounce = (depth) => pair('jspi-bounce', depth, 'bounce');

/** Calls that wait for a promise that never settles. @param {number} count */
export function parkManyJspi(count) {
  const never = new Promise(() => {});
  const { deep } = instantiateJspi(() => never);
  return [never, Array.from({ length: count }, () => deep(0, 1))];
}
