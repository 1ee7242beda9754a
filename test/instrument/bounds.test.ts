// The unwinding buffer is the only memory an unwinding writes, whatever happens.
import { describe, expect, it } from 'vitest';
import { instrument } from '../../build/wasm/instrument/index.js';
import { Driver, Parked, readDescription } from './driver.ts';
import { wat } from './wat.ts';

const text = `(import "env" "wait" (func $wait)) (memory (export "memory") 12)
  (func $deep (param $d i32) (param $x f64) (result f64)
    (if (i32.eqz (local.get $d)) (then (call $wait) (return (local.get $x))))
    (f64.add (call $deep (i32.sub (local.get $d) (i32.const 1)) (f64.mul (local.get $x) (f64.const 2))) (local.get $x)))
  (func (export "run") (param $d i32) (result f64) (call $deep (local.get $d) (f64.const 1)))`;
const bytes = instrument(wat(text), { imports: ['env.wait'], exportControl: true });
const { largestFrame } = readDescription(new WebAssembly.Module(bytes as BufferSource));

function driverWith(bufferSize: number) {
  const layout = { header: 65_520, buffer: 70_000, bufferEnd: 70_000 + bufferSize, scratch: 200_000 };
  const driver = new Driver(bytes, { env: { wait: () => new Parked() } }, layout);
  const guards = () => new Uint8Array(driver.exports.memory.buffer);
  guards().fill(0xa5, 0, layout.buffer).fill(0xa5, layout.bufferEnd, 200_000);
  const areGuardsWhole = () =>
    guards()
      .subarray(0, layout.buffer)
      .every((byte) => byte === 0xa5) &&
    guards()
      .subarray(layout.bufferEnd, 200_000)
      .every((byte) => byte === 0xa5);
  return { driver, areGuardsWhole };
}

describe('the unwinding buffer', () => {
  it('is never left, at any size and depth, and an overrun is reported', () => {
    const whole = driverWith(4096).driver;
    whole.exports.run?.(8);
    const used = (whole.control('position') as number) - 70_000;
    for (let size = largestFrame; size < used + 2 * largestFrame; size += 4) {
      const { driver, areGuardsWhole } = driverWith(size);
      driver.exports.run?.(8);
      expect(driver.control('state')).toBe(1);
      driver.control('stop');
      expect([size, driver.control('overrun'), areGuardsWhole()]).toEqual([
        size,
        used > size - largestFrame ? 1 : 0,
        true,
      ]);
    }
  });

  it('is usable again after an overrun', () => {
    const { driver, areGuardsWhole } = driverWith(6 * largestFrame);
    driver.exports.run?.(50);
    driver.control('stop');
    expect([driver.control('overrun'), driver.control('overrun')]).toEqual([1, 0]);
    const run = driver.start('run', 2);
    driver.resume(run);
    expect([run.results, areGuardsWhole()]).toEqual([[7], true]);
  });

  it('must hold the largest frame: setup traps otherwise', () => {
    expect(() => driverWith(largestFrame - 1)).toThrow(WebAssembly.RuntimeError);
  });
});
