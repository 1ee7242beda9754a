/** The continuation store: what is saved, where, and how much it takes. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compiled, SHRUNK } from './compiled.js';
import { HOW, Host, STATE } from './host.js';

let normal: WebAssembly.Module;
let shrunk: WebAssembly.Module;
const notes: number[] = [];
const env = { note: (value: number) => void notes.push(value), ask: () => 0 };

beforeAll(async () => {
  const imports = ['env.ask'];
  normal = await compiled('frames', { debug: true, imports });
  shrunk = await compiled('frames', { debug: true, imports, define: SHRUNK });
}, 60_000);

beforeEach(() => {
  notes.length = 0;
});

function wakeAll(host: Host, ids: readonly number[]): void {
  for (const id of ids) host.engine.wake(host.engine.slotOf(id));
}

describe('frames', () => {
  it.each([0, 1, 7, 300])('keep locals of all types at depth %i', (depth) => {
    const host = new Host(normal, env);
    host.call('spawnMixed', depth);
    host.runAll();
    expect(notes).toEqual([host.call('expectedMixed', depth)]);
    expect(host.engine.nAlive()).toBe(0);
  });

  it.each([0, 1, 50])('are entered again at every level on the way out of depth %i', (depth) => {
    const host = new Host(normal, env);
    for (let i = 0; i < 3; i++) host.call('spawnStairs', depth);
    host.runAll();
    expect(notes).toEqual([depth + 1, depth + 1, depth + 1]);
  });

  it('of one greenlet do not disturb those of another', () => {
    const host = new Host(shrunk, env);
    for (let i = 0; i < 9; i++) host.call('spawnMixed', i);
    host.runAll();
    const expected = Array.from({ length: 9 }, (_, i) => host.call('expectedMixed', i));
    expect(notes.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
  });

  it('that are re-entered are only the innermost ones', () => {
    const host = new Host(normal, env);
    const id = host.call('spawnDown', 1000);
    host.engine.run(1, 0);
    const before = host.engine.bytesUsed();
    wakeAll(host, [id]);
    host.engine.run(1, 0);
    expect(notes).toEqual([1001]);
    expect(host.engine.bytesUsed()).toBeLessThan(before); // parked at the top now
  });

  it('lie in a block that grows with the depth and shrinks again', () => {
    const host = new Host(normal, env);
    const empty = host.engine.bytesUsed();
    const ids = Array.from({ length: 20 }, () => host.call('spawnDown', 200));
    host.engine.run(100, 0);
    const deep = host.engine.bytesUsed() - empty;
    wakeAll(host, ids);
    host.engine.run(100, 0);
    const shallow = host.engine.bytesUsed() - empty;
    expect(deep).toBeGreaterThan(20 * 200 * 16);
    expect(shallow).toBeLessThanOrEqual(20 * 160);
    wakeAll(host, ids);
    host.engine.run(100, 0);
    expect(host.engine.bytesUsed()).toBe(empty);
  });

  it('of a greenlet parked at depth 1 take 160 bytes at most, its record included', () => {
    const host = new Host(normal, env);
    const before = host.engine.bytesUsed();
    for (let i = 0; i < 1000; i++) host.call('spawnParked');
    host.engine.run(1000, 0);
    expect((host.engine.bytesUsed() - before) / 1000).toBeLessThanOrEqual(160);
  });

  it('that overrun the unwinding buffer end their greenlet and nobody else', () => {
    const host = new Host(shrunk, env);
    const good = host.call('spawnDown', 3);
    const bad = host.engine.slotOf(host.call('spawnDown', 400));
    const joiner = host.call('spawnJoiner', host.engine.idOf(bad));
    host.engine.setWatched(bad);
    host.engine.run(100, 0);
    expect(host.ended).toEqual([{ slot: bad, how: HOW.OVERRUN, value: 0 }]);
    expect(host.engine.stateOf(host.engine.slotOf(joiner))).toBe(STATE.FREE);
    wakeAll(host, [good]);
    host.engine.run(100, 0);
    expect(notes).toEqual([1, 4]);
  });
});

describe('stock builds', () => {
  it('do the same, with all frames entered at every switch', async () => {
    const stock = await compiled('frames', { debug: true, mode: 'stock', imports: ['env.ask'] });
    const host = new Host(stock, env);
    for (const depth of [0, 1, 20]) host.call('spawnMixed', depth);
    host.call('spawnStairs', 5);
    host.runAll();
    const expected = [0, 1, 20].map((depth) => host.call('expectedMixed', depth));
    expect(notes).toEqual([...expected, 6]);
    expect(host.engine.nAlive()).toBe(0);
  });
});

describe('a segment', () => {
  it('holds what a call by the host has left', () => {
    const host = new Host(normal, env);
    const e = host.engine;
    const slot = e.spawnHost();
    const seg = e.segNew();
    const results: number[] = [];
    let calls = 0;
    host.onResume = () => {
      if (calls++ === 0) {
        const token = e.segEnter();
        host.call('addParked', 20, 22);
        e.segLeave(token);
        expect(e.state()).toBe(1);
        expect(e.segCollect(seg)).toBe(1);
      } else {
        expect(e.segResume(seg)).toBe(0);
        results.push(e.pending_i32());
        e.release(slot);
      }
      return 0;
    };
    e.run(10, 0);
    expect(e.stateOf(slot)).toBe(STATE.PARKED);
    expect(e.segIsEmpty(seg)).toBe(0);
    e.wake(slot);
    e.run(10, 0);
    expect(results).toEqual([42]);
    expect(e.segIsEmpty(seg)).toBe(1);
    e.segFree(seg);
  });

  it('can be dropped', () => {
    const host = new Host(normal, env);
    const e = host.engine;
    const slot = e.create(1);
    const seg = e.segNew();
    const before = e.bytesUsed();
    e.setCurrent(slot);
    host.call('addParked', 1, 2);
    e.setCurrent(0);
    expect(e.segCollect(seg)).toBe(1);
    expect(e.bytesUsed()).toBeGreaterThan(before);
    e.segDrop(seg);
    expect(e.bytesUsed()).toBe(before);
    expect(e.segResume(seg)).toBe(0);
  });
});

describe('an import that parks a wasm greenlet', () => {
  function asking(answer: number) {
    const host = new Host(normal, {
      ...env,
      ask: (n: number) => {
        asked.push(n);
        e.parkHost(e.currentSlot(), 16);
        (e as unknown as { unwind(): void }).unwind();
        return 0;
      },
    });
    const e = host.engine;
    const asked: number[] = [];
    host.onResume = () => {
      e.set_pending_i32(100 * asked.length);
      return answer;
    };
    return { host, e, asked };
  }

  it('gets its answer through the pending value, and is not called again', () => {
    const { host, e, asked } = asking(1);
    const id = host.call('spawnAsking', 5);
    for (let i = 0; i < 3; i++) {
      e.run(10, 0);
      e.wake(e.slotOf(id));
    }
    expect(asked).toEqual([5, 6]);
    expect(notes).toEqual([300]);
  });

  it('stays parked when the host has settled it again, and ends when the host says it failed', () => {
    const settled = asking(0);
    const slot = settled.e.slotOf(settled.host.call('spawnAsking', 5));
    settled.e.setWatched(slot);
    settled.e.run(10, 0);
    settled.host.onResume = () => {
      settled.e.parkHost(slot, 16);
      return 0;
    };
    settled.e.wake(slot);
    settled.e.run(10, 0);
    expect(settled.e.stateOf(slot)).toBe(STATE.PARKED);
    settled.host.onResume = () => 2;
    settled.e.wake(slot);
    settled.e.run(10, 0);
    expect(settled.host.ended).toEqual([{ slot, how: HOW.TRAP, value: 0 }]);
    expect(settled.e.nAlive()).toBe(0);
  });
});
