/** Timers: order, cancelling, and a million of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled, SHRUNK } from './compiled.js';
import { Host } from './host.js';

let debug: WebAssembly.Module;
let release: WebAssembly.Module;

beforeAll(async () => {
  debug = await compiled('frames', { debug: true, imports: ['env.ask'], define: SHRUNK });
  release = await compiled('frames', { imports: ['env.ask'] });
}, 60_000);

const env = { note: () => {}, ask: () => 0 };

function withFired(module: WebAssembly.Module) {
  const host = new Host(module, env);
  const fired: number[] = [];
  host.onFired = (payload) => void fired.push(payload);
  return { host, e: host.engine, fired };
}

describe('timers', () => {
  it('fire by deadline, and equal ones in the order they were set', () => {
    const { e, fired } = withFired(debug);
    const deadlines = [5, 3, 5, 1, 3, 5, 0.5, 3, 1.25];
    deadlines.forEach((deadline, i) => e.timerSet(deadline, i));
    expect(e.nextDeadline()).toBe(0.5);
    expect(e.fireTimers(4)).toBe(6);
    expect(fired).toEqual([6, 3, 8, 1, 4, 7]);
    expect(e.nextDeadline()).toBe(5);
    expect(e.fireTimers(5)).toBe(3);
    expect(fired.slice(6)).toEqual([0, 2, 5]);
    expect(e.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('that are cancelled do not fire and are not counted', () => {
    const { e, fired } = withFired(debug);
    const handles = Array.from({ length: 40 }, (_, i) => e.timerSet(i % 7, i));
    for (let i = 0; i < 40; i += 2) expect(e.timerCancel(handles[i] as number)).toBe(1);
    expect(e.nTimers()).toBe(20);
    for (let i = 0; i < 40; i += 2) expect(e.timerCancel(handles[i] as number)).toBe(0);
    e.fireTimers(100);
    expect(fired.length).toBe(20);
    expect(fired.every((payload) => payload % 2 === 1)).toBe(true);
    for (const handle of handles) expect(e.timerCancel(handle)).toBe(0);
  });

  it('know stale handles from new ones', () => {
    const { e } = withFired(debug);
    const first = e.timerSet(1, 1);
    e.fireTimers(1);
    const second = e.timerSet(2, 2);
    expect(second).not.toBe(first);
    expect(e.timerCancel(first)).toBe(0);
    for (const handle of [0, -1, 2 ** 40, Number.NaN]) expect(e.timerCancel(handle)).toBe(0);
    expect(e.timerCancel(second)).toBe(1);
  });

  it('that set themselves again wait for the next call', () => {
    const { host, e, fired } = withFired(debug);
    host.onFired = (payload) => {
      fired.push(payload);
      e.timerSet(host.nowMs, payload + 1);
    };
    e.timerSet(0, 0);
    expect(e.fireTimers(0)).toBe(1);
    expect(e.run(10, 0)).toBe(0);
    expect(fired).toEqual([0, 1]);
  });

  it('wake sleepers in order while other greenlets run first', () => {
    const { host, e } = withFired(debug);
    const ids = [30, 10, 20, 10].map((ms) => host.call('spawnSleeper', ms));
    const ended: number[] = [];
    host.onEnded = (slot) => void ended.push(slot);
    const slots = ids.map((id) => e.slotOf(id));
    for (const slot of slots) e.setWatched(slot);
    host.runAll();
    expect(ended).toEqual([slots[1], slots[3], slots[2], slots[0]]);
    expect(host.nowMs).toBe(30);
  });

  it('can be a million, half of them cancelled, and the rest fire in order', () => {
    const { host, e } = withFired(release);
    const n = 1_000_000;
    const deadlines = new Float64Array(n);
    const handles = new Float64Array(n);
    let random = 1;
    for (let i = 0; i < n; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      deadlines[i] = (random >>> 12) / 64;
      handles[i] = e.timerSet(deadlines[i] as number, i);
    }
    for (let i = 0; i < n; i += 2) e.timerCancel(handles[i] as number);
    let last = -1;
    let outOfOrder = 0;
    host.onFired = (payload) => {
      const before = last < 0 ? -1 : (deadlines[last] as number);
      const deadline = deadlines[payload] as number;
      if (deadline < before || (deadline === before && payload < last) || payload % 2 === 0) outOfOrder++;
      last = payload;
    };
    expect(e.fireTimers(1e9)).toBe(n / 2);
    expect(outOfOrder).toBe(0);
    expect(e.nTimers()).toBe(0);
  });
});
