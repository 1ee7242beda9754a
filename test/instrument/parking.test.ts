// What a module sees of a host function that parks: nothing.
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../build/wasm/instrument/index.js';
import { Driver, Parked, type Value } from './driver.ts';
import { wat } from './wat.ts';

const memory = '(memory (export "memory") 12)';
const modes = ['split', 'stock'] as const;

function driverOf(
  text: string,
  imports: Record<string, (...args: never[]) => unknown>,
  options: { mode: 'split' | 'stock'; optimize?: 'none' | 'speed' | 'size' },
) {
  const bytes = instrument(wat(memory + text), { imports: ['env.*'], exportControl: true, ...options });
  return new Driver(bytes, { env: imports });
}

describe.each(modes)('an import that parks, in %s mode', (mode) => {
  const values: [string, Value][] = [
    ['i32', -7],
    ['i64', -(1n << 62n)],
    ['f32', 1.5],
    ['f64', Math.PI],
  ];
  it.each(values)('returns an %s', (type, value) => {
    const text = `(import "env" "ask" (func $ask (param ${type}) (result ${type})))
      (func (export "run") (param ${type}) (result ${type}) (${type}.add (call $ask (local.get 0)) (${type}.const 1)))`;
    const driver = driverOf(text, { ask: () => new Parked(value) }, { mode });
    const run = driver.start('run', value);
    expect(run.parked).toBe(true);
    driver.resume(run);
    expect(run.results).toEqual([typeof value === 'bigint' ? value + 1n : value + 1]);
  });

  it('returns several values, also of one type', () => {
    const text = `(import "env" "ask" (func $ask (result i32 f64 i32)))
      (func $middle (result i32 f64 i32) (call $ask))
      (func (export "run") (result i32 f64 i32) (call $middle))`;
    const driver = driverOf(text, { ask: () => new Parked(1, 2.5, 3) }, { mode });
    const run = driver.start('run');
    driver.resume(run);
    expect(run.results).toEqual([1, 2.5, 3]);
  });

  it('returns nothing', () => {
    const text = `(import "env" "wait" (func $wait)) (global $n (mut i32) (i32.const 0))
      (func (export "run") (result i32) (call $wait) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))`;
    const driver = driverOf(text, { wait: () => new Parked() }, { mode });
    const run = driver.start('run');
    driver.resume(run);
    expect(run.results).toEqual([1]);
  });

  it('is called once per call, however often its caller is re-entered', () => {
    let nCalls = 0;
    const text = `(import "env" "wait" (func $wait (param i32)))
      (func $loop (param $n i32) (loop $l (call $wait (local.get $n)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
      (func (export "run") (result i32) (call $loop (i32.const 3)) (i32.const 9))`;
    const seen: number[] = [];
    const wait = (n: number) => {
      nCalls++;
      seen.push(n);
      return n === 2 ? undefined : new Parked();
    };
    const driver = driverOf(text, { wait: wait as never }, { mode });
    const run = driver.start('run');
    while (run.parked) driver.resume(run);
    expect([nCalls, seen, run.results]).toEqual([3, [3, 2, 1], [9]]);
  });

  it('may throw: the exception reaches the host, and other runs go on', () => {
    const text = `(import "env" "ask" (func $ask (param i32) (result i32)))
      (func $deep (param i32 i32) (result i32)
        (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))) (else (call $ask (local.get 1)))))
      (func (export "run") (param i32) (result i32) (call $deep (i32.const 5) (local.get 0)) (call $ask (local.get 0)) i32.add)`;
    let isBad = false;
    const ask = (x: number) => {
      if (isBad && x === 1) throw new Error('no answer');
      return new Parked(x * 10);
    };
    const driver = driverOf(text, { ask: ask as never }, { mode });
    const [good, bad] = [driver.start('run', 2), driver.start('run', 1)];
    isBad = true;
    expect(() => driver.resume(bad)).toThrow('no answer');
    driver.control('abandon');
    driver.resume(good);
    driver.resume(good);
    expect(good.results).toEqual([45]);
  });

  it('parks at any depth, with locals of every type alive, in any order', () => {
    const text = `(import "env" "ask" (func $ask (param i32) (result i32)))
      (func $deep (param $n i32) (param $a i64) (param $b f32) (param $c f64) (param $v v128) (result i64)
        (if (i32.eqz (local.get $n)) (then (return (i64.extend_i32_s (call $ask (i32.const 1))))))
        (i64.add
          (call $deep (i32.sub (local.get $n) (i32.const 1)) (i64.mul (local.get $a) (i64.const 3)) (f32.add (local.get $b) (f32.const 1)) (f64.mul (local.get $c) (f64.const 2)) (i64x2.add (local.get $v) (local.get $v)))
          (i64.add (local.get $a) (i64.add (i64.trunc_sat_f32_s (local.get $b)) (i64.add (i64.trunc_sat_f64_s (local.get $c)) (i64x2.extract_lane 1 (local.get $v)))))))
      (func (export "run") (param i32 i64) (result i64) (call $deep (local.get 0) (local.get 1) (f32.const 1) (f64.const 3) (i64x2.splat (local.get 1))))`;
    const original = driverOf(text, { ask: () => 5 }, { mode });
    const driver = driverOf(text, { ask: () => new Parked(5) }, { mode });
    const depths = [0, 1, 7, 40];
    const runs = depths.map((depth) => driver.start('run', depth, BigInt(depth + 2)));
    for (const i of [2, 0, 3, 1]) driver.resume(runs[i] as (typeof runs)[0]);
    expect(runs.map((run) => run.results)).toEqual(
      depths.map((depth) => original.start('run', depth, BigInt(depth + 2)).results),
    );
  });
});

describe.each(modes)('references to what may park, in %s mode', (mode) => {
  const ask = '(import "env" "ask" (func $ask (param i32) (result i32)))';
  const answer = { ask: ((x: number) => new Parked(x + 1)) as never };
  const check = (text: string, names = ['run']) => {
    const driver = driverOf(ask + text, answer, { mode, optimize: 'none' });
    for (const name of names) {
      const run = driver.start(name, 4);
      expect(run.parked).toBe(true);
      driver.resume(run);
      expect(run.results).toEqual([5]);
    }
  };

  it('follow a table filled by an active segment', () => {
    check(
      `(table 2 funcref) (elem (i32.const 0) $ask $other) (func $other (param i32) (result i32) (call $ask (local.get 0)))
      (func (export "run") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))
      (func (export "other") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1)))`,
      ['run', 'other'],
    );
  });

  it('follow segments of expressions, passive segments and tables by name', () => {
    check(
      `(table $a 1 funcref) (table $b 4 funcref) (elem (table $b) (i32.const 1) funcref (ref.func $ask) (ref.null func)) (elem $passive funcref (ref.func $ask))
      (func (export "run") (param i32) (result i32) (call_indirect $b (param i32) (result i32) (local.get 0) (i32.const 1)))
      (func (export "copied") (param i32) (result i32) (table.init $b $passive (i32.const 3) (i32.const 0) (i32.const 1)) (call_indirect $b (param i32) (result i32) (local.get 0) (i32.const 3)))`,
      ['run', 'copied'],
    );
  });

  it('follow ref.func in code and in globals', () => {
    check(
      `(table 2 funcref) (global $g funcref (ref.func $ask)) (elem declare func $ask)
      (func (export "run") (param i32) (result i32) (table.set (i32.const 0) (ref.func $ask)) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))
      (func (export "global") (param i32) (result i32) (table.set (i32.const 1) (global.get $g)) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1)))`,
      ['run', 'global'],
    );
  });
});

describe('legacy exceptions, in stock mode', () => {
  const text = `(import "env" "ask" (func $ask (param i32) (result i32))) (tag $e (param i32))
    (func $risky (param i32) (result i32) (local $x i32)
      (local.set $x (call $ask (local.get 0)))
      (if (i32.gt_s (local.get $x) (i32.const 10)) (then (throw $e (local.get $x))))
      (local.get $x))
    (func (export "run") (param $n i32) (result i32) (local $sum i32)
      (loop $l
        (try (do (local.set $sum (i32.add (local.get $sum) (call $risky (local.get $n)))))
          (catch $e (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 1000)))))
          (catch_all (local.set $sum (i32.const -1))))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $sum))`;

  it('are thrown and caught in frames that parked inside the try', () => {
    const features = binaryen.Features.ExceptionHandling;
    const bytes = instrument(wat(memory + text, { features }), {
      imports: ['env.*'],
      exportControl: true,
      mode: 'stock',
    });
    const driver = new Driver(bytes, { env: { ask: ((x: number) => new Parked(x * 6)) as never } });
    const run = driver.start('run', 3);
    while (run.parked) driver.resume(run);
    expect(run.results).toEqual([18 * 1000 + 12 + 6]);
  });
});

describe('the start function', () => {
  it('may be one that could park, and runs when the module is instantiated', () => {
    const text = `(import "env" "wait" (func $wait)) (global $n (export "n") (mut i32) (i32.const 0))
      (func $begin (global.set $n (i32.const 3)) (if (i32.eqz (global.get $n)) (then (call $wait)))) (start $begin)`;
    const driver = driverOf(text, { wait: () => new Parked() }, { mode: 'split' });
    expect((driver.exports.n as unknown as WebAssembly.Global).value).toBe(3);
  });
});
