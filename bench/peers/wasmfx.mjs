/**
 * Peer: core stack switching (WasmFX), where this process has it: Node 26 with --experimental-wasm-wasmfx, which
 * `run.mjs` passes on. Everything is in wasm: a loop resumes one continuation after the other, and each suspends at
 * the given depth.
 */
import { assemble } from './assemble.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

const text = `(module
  (type $body (func))
  (type $continuation (cont $body))
  (tag $park)
  (table $greenlets 2 (ref null $continuation))
  (global $made (mut i32) (i32.const 0))
  (global $depth (mut i32) (i32.const 0))
  (elem declare func $start $empty)
  (func $leaf
    (loop $again
      (suspend $park)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (br $again)))
  (func $deep (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (call $leaf) (return (i32.const 0))))
    (i32.add (call $deep (i32.sub (local.get $depth) (i32.const 1))) (i32.const 1)))
  (func $start (drop (call $deep (global.get $depth))))
  (func $resume (param $slot i32)
    (local $parked (ref null $continuation))
    (block $on_park (result (ref $continuation))
      (resume $continuation (on $park $on_park) (table.get $greenlets (local.get $slot)))
      (return))
    (local.set $parked)
    (table.set $greenlets (local.get $slot) (local.get $parked)))
  (func (export "spawn") (param $slot i32) (param $depth i32)
    (global.set $depth (local.get $depth))
    (table.set $greenlets (local.get $slot) (cont.new $continuation (ref.func $start)))
    (call $resume (local.get $slot)))
  (func (export "run") (param $n i32)
    (loop $again
      (if (local.get $n) (then
        (call $resume (i32.and (local.get $n) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))))
  (func $empty (global.set $made (i32.add (global.get $made) (i32.const 1))))
  (func (export "spawn_empty") (param $n i32)
    (loop $again
      (if (local.get $n) (then
        (resume $continuation (cont.new $continuation (ref.func $empty)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))))
  (func (export "made") (result i32) (global.get $made)))`;

/** A probe, not a version: the binary format changed several times and only the engine knows which one it reads. */
export const hasWasmfx = WebAssembly.validate(assemble(text));

/**
 * @param {number} depth calls between the continuation's body and the function that suspends
 * @returns {Load}
 */
export const wasmfx = (depth) => ({
  label: { name: 'wasmfx', depth },
  prepare() {
    const { spawn, run, made } = new WebAssembly.Instance(new WebAssembly.Module(assemble(text))).exports;
    for (const slot of [0, 1]) spawn(slot, depth - 1);
    return {
      run(n) {
        const before = made();
        run(n);
        return made() - before;
      },
    };
  },
});

/** Continuations that end at once: `run` of a load. */
export function spawnEmptyContinuations() {
  const { spawn_empty: spawnEmpty, made } = new WebAssembly.Instance(new WebAssembly.Module(assemble(text))).exports;
  return (/** @type {number} */ n) => {
    const before = made();
    spawnEmpty(n);
    return made() - before;
  };
}
