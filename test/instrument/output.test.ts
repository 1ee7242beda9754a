// What of a module stays as it was, and what the description says.
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../build/wasm/instrument/index.js';
import { parseModule } from '../../build/wasm/instrument/module.js';
import { readDescription } from './driver.ts';
import { wat } from './wat.ts';

const text = `(import "env" "ask" (func $ask (param i32 i64) (result f64))) (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1) (global $g (mut i32) (i32.const 5)) (data (i32.const 8) "kept")
  (func $quiet (param i32) (result i32) (local $x i64) (loop $l (call $log (local.get 0)) (br_if $l (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0)))) (global.get $g))
  (func $loud (export "loud") (param $n i32) (result f64) (call $log (call $quiet (local.get 0))) (call $ask (local.get 0) (i64.const 1)))`;
const options = { imports: ['env.ask'], optimize: 'none' } as const;

const namesOf = (bytes: Uint8Array) =>
  WebAssembly.Module.customSections(new WebAssembly.Module(bytes as BufferSource), 'name');

describe('what instrument makes', () => {
  it('leaves functions that never park as they were, byte by byte', () => {
    const input = wat(text);
    const bodyOf = (bytes: Uint8Array, i: number) => {
      const range = parseModule(bytes).bodies[i];
      return range && [...bytes.subarray(range.start, range.end)];
    };
    const output = instrument(input, options);
    expect(bodyOf(output, 0)).toEqual(bodyOf(input, 0));
    expect(bodyOf(output, 1)).not.toEqual(bodyOf(input, 1));
  });

  it('keeps the names of functions when the input has them, or on request', () => {
    const decode = (bytes: Uint8Array) =>
      namesOf(bytes)
        .map((section) => new TextDecoder().decode(section))
        .join();
    expect(decode(instrument(wat(text, { names: true }), options))).toMatch(/quiet.*loud/s);
    expect(namesOf(instrument(wat(text), options))).toEqual([]);
    expect(namesOf(instrument(wat(text, { names: true }), { ...options, names: false }))).toEqual([]);
    expect(decode(instrument(wat(text), { ...options, names: true, exportControl: true }))).toContain('gs.state');
  });

  it('describes itself', () => {
    const description = readDescription(new WebAssembly.Module(instrument(wat(text), options) as BufferSource));
    expect(description).toEqual({
      version: 1,
      mode: 'split',
      shadowStack: false,
      largestFrame: expect.any(Number),
      nInstrumented: 1,
      imports: [{ module: 'env', name: 'ask', params: ['i32', 'i64'], results: ['f64'] }],
      exports: [{ name: 'loud', params: ['i32'], results: ['f64'] }],
    });
  });

  it('is the same each time, and leaves the options of Binaryen as they were', () => {
    const before = [
      binaryen.getOptimizeLevel(),
      binaryen.getShrinkLevel(),
      binaryen.getDebugInfo(),
      binaryen.getPassArgument('asyncify-imports'),
    ];
    const [one, two] = [instrument(wat(text), options), instrument(wat(text), options)];
    expect(Buffer.compare(one, two)).toBe(0);
    expect(() =>
      instrument(
        wat(
          `(import "env" "wait" (func $w)) (memory 1) (func (export "g") (param externref) (result externref) (call $w) (local.get 0))`,
        ),
        { imports: ['*'] },
      ),
    ).toThrow();
    expect([
      binaryen.getOptimizeLevel(),
      binaryen.getShrinkLevel(),
      binaryen.getDebugInfo(),
      binaryen.getPassArgument('asyncify-imports'),
    ]).toEqual(before);
  });

  it('uses no feature that the input does not: Node 20 loads it', () => {
    expect(() => new WebAssembly.Module(instrument(wat(text), { imports: ['env.ask'] }) as BufferSource)).not.toThrow();
  });
});

describe('a shadow stack', () => {
  const shadow = `(import "env" "wait" (func $wait)) (memory (export "memory") 2) (global $sp (mut i32) (i32.const 5000))
    (func (export "gs.sp") (result i32) (global.get $sp))
    (func (export "set_sp") (param i32) (global.set $sp (local.get 0)))
    (func $inner (param $n i32) (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (call $wait) (call $wait) (global.set $sp (i32.add (global.get $sp) (i32.const 16))))
    (func (export "run") (param $n i32) (global.set $sp (i32.sub (global.get $sp) (i32.const 100))) (call $inner (i32.const 1)) (global.set $sp (i32.add (global.get $sp) (i32.const 100))))`;

  it.each(['none', 'speed'] as const)('has the entry pointer of each frame in its trailer (%s)', (optimize) => {
    const bytes = instrument(wat(shadow), {
      imports: ['env.wait'],
      exportControl: true,
      shadowStack: 'gs.sp',
      optimize,
    });
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      env: { wait: () => control('unwind') },
    }).exports as Record<string, (...args: number[]) => number>;
    const control = (name: string, ...args: number[]) => exports[`gs.${name}`]?.(...args) as number;
    control('setup', 8, 1024, 4096);
    exports.run?.(1);
    control('stop');
    const view = new DataView((exports.memory as unknown as WebAssembly.Memory).buffer);
    const frames: { framesEnd: number; id: number; sp: number }[] = [];
    const collect = () => {
      for (let end = control('position'); end > 1024; end = view.getUint32(end - 4, true))
        frames.push({ framesEnd: end - 12, sp: view.getUint32(end - 12, true), id: view.getUint32(end - 8, true) });
    };
    collect();
    expect(frames.map(({ sp }) => sp)).toEqual([5000, 4900]);
    const inner = frames.pop() as (typeof frames)[0];
    const saved = new Uint8Array(view.buffer).slice(1024, inner.framesEnd);
    new Uint8Array(view.buffer).set(saved, 60_000);
    control('reenter', inner.id, 60_000 + saved.length, inner.sp);
    expect(control('state')).toBe(1);
    control('stop');
    frames.length = 0;
    collect();
    expect(frames.map(({ sp }) => sp)).toEqual([4900]);
  });
});
