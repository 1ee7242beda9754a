/**
 * Peer: core stack switching (WasmFX), where this process has it: Node 26 with --experimental-wasm-wasmfx, which
 * `run.mjs` passes on. Everything is in wasm: a loop resumes one continuation after the other, and each suspends at
 * the given depth.
 */
import { assemble, instantiate } from './assemble.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

const text = `(module
  (type $body (func))
  (type $continuation (cont $body))
  (tag $park)
  (table $greenlets (export "greenlets") 2 (ref null $continuation))
  (global $made (mut i32) (i32.const 0))
  (global $depth (mut i32) (i32.const 0))
  (elem declare func $start $bounce $empty)
  (func $leaf
    (loop $again
      (suspend $park)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (br $again)))
  (func $deep (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (call $leaf) (return (i32.const 0))))
    (i32.add (call $deep (i32.sub (local.get $depth) (i32.const 1))) (i32.const 1)))
  (func $start (drop (call $deep (global.get $depth))))
  (func $descend (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then
      (suspend $park)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (return (i32.const 0))))
    (i32.add (call $descend (i32.sub (local.get $depth) (i32.const 1))) (i32.const 1)))
  (func $bounce (loop $again (drop (call $descend (global.get $depth))) (br $again)))
  (func $resume (param $slot i32)
    (local $parked (ref null $continuation))
    (block $on_park (result (ref $continuation))
      (resume $continuation (on $park $on_park) (table.get $greenlets (local.get $slot)))
      (return))
    (local.set $parked)
    (table.set $greenlets (local.get $slot) (local.get $parked)))
  (func $begin (param $slot i32) (param $depth i32) (param $body (ref $body))
    (global.set $depth (local.get $depth))
    (table.set $greenlets (local.get $slot) (cont.new $continuation (local.get $body)))
    (call $resume (local.get $slot)))
  (func (export "spawn") (param $slot i32) (param $depth i32)
    (call $begin (local.get $slot) (local.get $depth) (ref.func $start)))
  (func (export "spawn_bounce") (param $slot i32) (param $depth i32)
    (call $begin (local.get $slot) (local.get $depth) (ref.func $bounce)))
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
 * @param {string} name
 * @param {number} depth calls between the continuation's body and the function that suspends
 * @param {'spawn' | 'spawn_bounce'} program
 * @returns {Load}
 */
const pair = (name, depth, program) => ({
  label: { name, depth },
  prepare() {
    const { run, made, [program]: spawn } = instantiate(assemble(text));
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

/** @param {number} depth */
export const wasmfx = (depth) => pair('wasmfx', depth, 'spawn');

/** @param {number} depth descends, suspends and returns, again and again */
export const wasmfxBounce = (depth) => pair('wasmfx-bounce', depth, 'spawn_bounce');

/** Continuations that end at once: `run` of a load. */
export function spawnEmptyContinuations() {
  const { spawn_empty: spawnEmpty, made } = instantiate(assemble(text));
  return (/** @type {number} */ n) => {
    const before = made();
    spawnEmpty(n);
    return made() - before;
  };
}

/** Suspended continuations. @param {number} count */
export function parkManyContinuations(count) {
  const { spawn, greenlets } = instantiate(assemble(text));
  greenlets.grow(count);
  for (let slot = 0; slot < count; slot++) spawn(slot, 0);
  return greenlets;
}
