// Programs that switch by themselves: the intrinsics as a module imports them.
import { describe, expect, it } from 'vitest';
import { instrument } from '../../build/wasm/instrument/index.js';
import { wat } from './wat.ts';

const imports = `
  (import "greenspool" "unwind" (func $unwind))
  (import "greenspool" "start" (func $start (param i32 i32)))
  (import "greenspool" "setup" (func $setup (param i32 i32 i32)))
  (import "greenspool" "state" (func $state (result i32)))
  (import "greenspool" "position" (func $position (result i32)))
  (import "greenspool" "stop" (func $stop))
  (import "greenspool" "overrun" (func $overrun (result i32)))
  (import "greenspool" "set_pending_i32" (func $set_pending_i32 (param i32)))
  (import "greenspool" "pending_i32" (func $pending_i32 (result i32)))
  (memory (export "memory") 4)`;

/** Frames of greenlet g lie upwards from 65536 * (g + 1), each [what was saved][id][size]; its top is in word g. */
const splitLoop = `
  (import "greenspool" "reenter" (func $reenter (param i32 i32)))
  (func $top (param $g i32) (result i32) (i32.load (i32.mul (local.get $g) (i32.const 4))))
  (func $set_top (param $g i32) (param $to i32) (i32.store (i32.mul (local.get $g) (i32.const 4)) (local.get $to)))
  (func $base (param $g i32) (result i32) (i32.mul (i32.add (local.get $g) (i32.const 1)) (i32.const 65536)))
  (func $collect (param $g i32) (local $end i32) (local $begin i32) (local $size i32) (local $to i32)
    (call $stop)
    (local.set $end (call $position))
    (local.set $to (call $top (local.get $g)))
    (loop $frames
      (local.set $begin (i32.load (i32.sub (local.get $end) (i32.const 4))))
      (local.set $size (i32.sub (local.get $end) (local.get $begin)))
      (memory.copy (local.get $to) (local.get $begin) (local.get $size))
      (local.set $to (i32.add (local.get $to) (local.get $size)))
      (i32.store (i32.sub (local.get $to) (i32.const 4)) (local.get $size))
      (br_if $frames (i32.gt_u (local.tee $end (local.get $begin)) (i32.const 4096))))
    (call $set_top (local.get $g) (local.get $to)))
  (func (export "start") (param $g i32) (result i32)
    (call $setup (i32.const 4000) (i32.const 4096) (i32.const 65536))
    (call $set_top (local.get $g) (call $base (local.get $g)))
    (call $start (i32.const 0) (local.get $g))
    (if (i32.eq (call $state) (i32.const 1)) (then (call $collect (local.get $g)) (return (i32.const 1))))
    (i32.const 0))
  (func (export "resume") (param $g i32) (param $value i32) (result i32) (local $top i32)
    (call $set_pending_i32 (local.get $value))
    (loop $frames
      (local.set $top (call $top (local.get $g)))
      (if (i32.eq (local.get $top) (call $base (local.get $g))) (then (return (i32.const 0))))
      (call $set_top (local.get $g) (i32.sub (local.get $top) (i32.load (i32.sub (local.get $top) (i32.const 4)))))
      (call $reenter (i32.load (i32.sub (local.get $top) (i32.const 8))) (i32.sub (local.get $top) (i32.const 8)))
      (br_if $frames (i32.ne (call $state) (i32.const 1))))
    (call $collect (local.get $g))
    (i32.const 1))`;

const program = `
  (import "host" "log" (func $log (param i32)))
  (table 1 funcref) (elem (i32.const 0) $entry)
  (func $park (param $x i32) (result i32) (call $log (local.get $x)) (call $unwind) (call $pending_i32))
  (func $deep (param $d i32) (param $x i32) (result i32)
    (if (result i32) (local.get $d)
      (then (i32.add (call $deep (i32.sub (local.get $d) (i32.const 1)) (local.get $x)) (i32.const 1)))
      (else (i32.add (call $park (local.get $x)) (call $park (i32.add (local.get $x) (i32.const 1)))))))
  (func $entry (param $g i32) (call $log (call $deep (i32.const 10) (i32.mul (local.get $g) (i32.const 100)))))`;

type Functions = Record<string, (...args: number[]) => number>;

describe.each(['none', 'speed', 'size'] as const)('a run loop inside the module, optimised for %s', (optimize) => {
  it('keeps greenlets apart and re-enters one frame at a time', () => {
    const log: number[] = [];
    const bytes = instrument(wat(imports + splitLoop + program), { optimize });
    const { start, resume } = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      host: { log: (x: number) => log.push(x) },
    }).exports as Functions;
    expect([start?.(1), start?.(2), resume?.(1, 5), resume?.(2, 6), resume?.(2, 60), resume?.(1, 50)]).toEqual([
      1, 1, 1, 1, 0, 0,
    ]);
    expect(log).toEqual([100, 200, 101, 201, 6 + 60 + 10, 5 + 50 + 10]);
  });

  it('leaves no import of the intrinsics and no export of Asyncify behind', () => {
    const module = new WebAssembly.Module(instrument(wat(imports + splitLoop + program), { optimize }) as BufferSource);
    expect(WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`)).toEqual(['host.log']);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['memory', 'start', 'resume']);
  });
});

describe('stock mode', () => {
  it('drives the same program by rewinding all of it', () => {
    const log: number[] = [];
    const stockLoop = `(import "greenspool" "rewind" (func $rewind (param i32)))
      (func (export "start") (call $setup (i32.const 4000) (i32.const 4096) (i32.const 65536)) (call $start (i32.const 0) (i32.const 1)) (call $stop))
      (func (export "resume") (param $value i32) (result i32)
        (call $set_pending_i32 (local.get $value))
        (call $rewind (call $position))
        (call $start (i32.const 0) (i32.const 0))
        (if (i32.eq (call $state) (i32.const 1)) (then (call $stop) (return (i32.const 1))))
        (i32.const 0))`;
    const bytes = instrument(wat(imports + stockLoop + program), { mode: 'stock' });
    const { start, resume } = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      host: { log: (x: number) => log.push(x) },
    }).exports as Functions;
    start?.();
    expect([resume?.(5), resume?.(50)]).toEqual([1, 0]);
    expect(log).toEqual([100, 101, 65]);
  });
});

describe('many functions that may park', () => {
  it('are all re-entered, in modules with more than one table of thunks', () => {
    const n = 700;
    const functions = Array.from(
      { length: n },
      (_, i) =>
        `(func $f${i} (param i32) (result i32) (i32.add (call ${i === 0 ? '$ask' : `$f${i - 1}`} (local.get 0)) (i32.const ${i})))`,
    );
    const text = `(import "env" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 8) ${functions.join('\n')} (export "run" (func $f${n - 1}))`;
    const bytes = instrument(wat(text), { imports: ['env.ask'], exportControl: true, optimize: 'none' });
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      env: { ask: () => control('unwind') },
    }).exports as Functions;
    const control = (name: string, ...args: number[]) => exports[`gs.${name}`]?.(...args) as number;
    control('setup', 0, 1024, 65536 * 4);
    exports.run?.(1);
    control('stop');
    const view = new DataView((exports.memory as unknown as WebAssembly.Memory).buffer);
    const frames: number[] = [];
    for (let end = control('position'); end > 1024; end = view.getUint32(end - 4, true)) frames.push(end - 8);
    expect(frames.length).toBe(n);
    control('set_pending_i32', 7);
    for (const framesEnd of frames.reverse()) control('reenter', view.getUint32(framesEnd, true), framesEnd);
    expect(control('pending_i32')).toBe(7 + (n * (n - 1)) / 2);
  });
});
