/**
 * Peer: JavaScript Promise Integration. Two promising exports, each in a loop over a Suspending import that returns a
 * promise which is already resolved. The loop is in wasm; the import and the promise are JSPI's own and cannot be
 * avoided.
 */
import { assemble } from './assemble.mjs';

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
  (func (export "made") (result i32) (global.get $made)))`;

export const hasJspi = typeof WebAssembly.Suspending === 'function' && typeof WebAssembly.promising === 'function';

const resolved = Promise.resolve();

/** @type {() => { made: () => number, deep: (depth: number, n: number) => Promise<number> }} */
export function instantiateJspi() {
  const module = new WebAssembly.Module(assemble(text));
  const host = { wait: new WebAssembly.Suspending(() => resolved) };
  const { deep, made } = new WebAssembly.Instance(module, { host }).exports;
  return { made, deep: WebAssembly.promising(deep) };
}

/**
 * @param {number} depth calls between the export and the function that waits
 * @returns {Load}
 */
export const jspi = (depth) => ({
  label: { name: 'jspi', depth },
  prepare() {
    const { deep, made } = instantiateJspi();
    return {
      async run(n) {
        const before = made();
        await Promise.all([deep(depth - 1, n / 2), deep(depth - 1, n / 2)]);
        return made() - before;
      },
    };
  },
});
