/** Traps, exhausted memory, and what goes on afterwards. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';
import { HOW, Host } from './host.js';

let module: WebAssembly.Module;
/** Without the walk over all invariants at each call, which is long when the memory is full. */
let release: WebAssembly.Module;
const notes: number[] = [];
const env = { note: (value: number) => void notes.push(value), ask: () => 0 };

beforeAll(async () => {
  const imports = ['env.ask'];
  module = await compiled('frames', { debug: true, imports });
  release = await compiled('frames', { imports });
}, 60_000);

beforeEach(() => {
  notes.length = 0;
});

/** Runs to the end as a host does that recovers from every trap; the slots that were ended by one. */
function runWithRecovery(host: Host): number[] {
  const failed: number[] = [];
  for (;;) {
    try {
      if (host.engine.run(1000, host.nowMs) === 0) return failed;
    } catch {
      failed.push(host.engine.recover());
    }
  }
}

describe('a trap in a wasm greenlet', () => {
  it.each(['spawnTrap', 'spawnEndless'])('ends it alone (%s)', (spawnBad) => {
    const host = new Host(module, env);
    host.call('spawnTurns', 1);
    const bad = host.call(spawnBad);
    const slot = host.engine.slotOf(bad);
    host.engine.setWatched(slot);
    host.call('spawnJoiner', bad);
    host.call('spawnTurns', 1);
    expect(runWithRecovery(host)).toEqual([slot]);
    expect(host.ended).toEqual([{ slot, how: HOW.TRAP, value: 0 }]);
    expect(notes.sort()).toEqual([1, 10, 10, 11, 11, 12, 12]);
    expect(host.engine.nAlive()).toBe(0);
    expect(host.engine.checkInvariants()).toBe(0);
  });

  it('outside of a greenlet ends nobody', () => {
    const host = new Host(module, env);
    expect(() => host.call('parkInMain')).toThrow('only a greenlet can');
    expect(host.engine.recover()).toBe(0);
    host.call('spawnTurns', 2);
    host.runAll();
    expect(notes).toEqual([10, 20, 11, 21, 12, 22]);
  });
});

describe('an error of a host function', () => {
  it('that a timer calls leaves everything as it was', () => {
    const host = new Host(module, env);
    const parked = host.call('spawnParked');
    host.engine.timerSet(1, 1);
    host.engine.timerSet(1, 2);
    host.engine.run(10, 0);
    host.onFired = (payload) => {
      throw new Error(`payload ${payload}`);
    };
    expect(() => host.engine.run(10, 1)).toThrow('payload 1');
    expect(host.engine.recover()).toBe(0);
    expect(() => host.engine.run(10, 1)).toThrow('payload 2');
    expect(host.engine.recover()).toBe(0);
    expect(host.engine.slotOf(parked)).not.toBe(0);
    expect(host.engine.nTimers()).toBe(0);
  });

  it('that resumes a host greenlet leaves it current', () => {
    const host = new Host(module, env);
    const slot = host.engine.spawnHost();
    host.onResume = () => {
      throw new Error('in the body');
    };
    expect(() => host.engine.run(10, 0)).toThrow('in the body');
    expect(host.engine.recover()).toBe(0);
    expect(host.engine.currentSlot()).toBe(slot);
    host.engine.release(slot);
    expect(host.engine.currentSlot()).toBe(0);
    expect(host.engine.nAlive()).toBe(0);
  });
});

describe('exhausted memory', () => {
  it('in a wasm greenlet ends it with that reason; the others and the hub go on', () => {
    const host = new Host(release, env, 40);
    host.call('spawnTurns', 1);
    const glutton = host.engine.slotOf(host.call('spawnGlutton'));
    host.engine.setWatched(glutton);
    let allocating = 0;
    for (;;) {
      try {
        if (host.engine.run(1, 0) === 0) break;
      } catch {
        allocating += host.engine.allocating();
        host.engine.recover();
        if (host.ended.length > 0) break;
      }
    }
    expect(allocating).toBeGreaterThan(0);
    expect(host.ended).toEqual([{ slot: glutton, how: HOW.NO_MEMORY, value: 0 }]);
    expect(host.engine.checkInvariants()).toBe(0);
    // those that it made have nowhere to put their frames either, one after the other; then the memory is free again
    runWithRecovery(host);
    expect(host.engine.allocating()).toBe(0);
    expect(notes).toEqual([10, 11, 12]);
    host.call('spawnTurns', 1);
  });

  it('in a call of the host changes nothing', () => {
    const host = new Host(release, env, 40);
    const e = host.engine;
    const slots: number[] = [];
    expect(() => {
      for (;;) slots.push(e.create(0));
    }).toThrow(WebAssembly.RuntimeError);
    expect(e.allocating()).toBe(1);
    expect(e.recover()).toBe(0);
    expect(e.nAlive()).toBe(slots.length);
    expect(e.checkInvariants()).toBe(0);
    for (const slot of slots) e.release(slot);
    expect(e.nAlive()).toBe(0);
    expect(e.create(0)).not.toBe(0);
  });

  it('while a timer is set leaves the timers that are there', () => {
    const host = new Host(release, env, 40);
    const e = host.engine;
    let n = 0;
    expect(() => {
      for (;;) {
        e.timerSet(n, n);
        n++;
      }
    }).toThrow(WebAssembly.RuntimeError);
    e.recover();
    expect(e.nTimers()).toBe(n);
    const fired: number[] = [];
    host.onFired = (payload) => void fired.push(payload);
    expect(e.fireTimers(n)).toBe(n);
    expect(fired).toEqual(fired.map((_, i) => i));
  });
});
