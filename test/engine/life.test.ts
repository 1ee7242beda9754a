/** Greenlets: ids, ends, joins, and whose turn it is. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compiled, SHRUNK } from './compiled.js';
import { HOW, Host, KIND, OUTCOME, STATE } from './host.js';

let module: WebAssembly.Module;
let shrunk: WebAssembly.Module;
let release: WebAssembly.Module;
const notes: number[] = [];
const env = { note: (value: number) => void notes.push(value), ask: () => 0 };

beforeAll(async () => {
  const imports = ['env.ask'];
  module = await compiled('frames', { debug: true, imports });
  release = await compiled('frames', { imports });
  shrunk = await compiled('frames', { debug: true, imports, define: SHRUNK });
}, 60_000);

beforeEach(() => {
  notes.length = 0;
});

describe('an id', () => {
  it('is stale when the greenlet is dead, though its slot is used again', () => {
    const { engine } = new Host(module, env);
    const slot = engine.create(KIND.HOST);
    const id = engine.idOf(slot);
    expect(engine.slotOf(id)).toBe(slot);
    engine.release(slot);
    expect(engine.slotOf(id)).toBe(0);
    expect(engine.create(KIND.HOST)).toBe(slot);
    expect(engine.slotOf(id)).toBe(0);
    expect(engine.idOf(slot)).not.toBe(id);
    expect(Number.isSafeInteger(engine.idOf(slot))).toBe(true);
  });

  it('that was never given out belongs to nobody', () => {
    const { engine } = new Host(module, env);
    for (const id of [0, 1, 2 ** 22 + 1, 2 ** 52, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(engine.slotOf(id)).toBe(0);
    }
  });
});

describe('slots', () => {
  it('run out, which is not an accident', () => {
    const { engine } = new Host(shrunk, env);
    const slots = Array.from({ length: SHRUNK.GS_MAX_SLOTS - 1 }, () => engine.create(KIND.HOST));
    expect(new Set(slots).size).toBe(SHRUNK.GS_MAX_SLOTS - 1);
    expect(engine.create(KIND.HOST)).toBe(0);
    expect(engine.spawnHost()).toBe(0);
    expect(engine.spawnWasm(1, 1)).toBe(0);
    engine.release(slots[5] as number);
    expect(engine.create(KIND.HOST)).toBe(slots[5]);
  });
});

describe('turns', () => {
  it('are taken in order', () => {
    const host = new Host(module, env);
    host.call('spawnTurns', 3);
    host.runAll();
    expect(notes).toEqual([10, 20, 30, 11, 21, 31, 12, 22, 32]);
  });

  it('end with the budget, and go on where they were', () => {
    const host = new Host(module, env);
    host.call('spawnTurns', 3);
    expect(host.engine.run(4, 0)).toBe(4);
    expect(notes).toEqual([10, 20, 30, 11]);
    expect(host.engine.nReady()).toBe(3);
    host.runAll();
    expect(notes).toEqual([10, 20, 30, 11, 21, 31, 12, 22, 32]);
  });

  it('can be handed to one in particular', () => {
    const host = new Host(module, env);
    host.call('spawnPing');
    host.runAll();
    expect(notes).toEqual([0, 7, 3]);
    expect(host.engine.nAlive()).toBe(0);
  });

  it('cannot be taken from inside a wasm greenlet', () => {
    const host = new Host(module, { ...env, note: () => nested.push(host.engine.run(10, 0)) });
    const nested: number[] = [];
    host.call('spawnTurns', 2);
    host.runAll();
    expect(nested).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the end', () => {
  it('of a killed greenlet comes at once, whatever it was doing', () => {
    const host = new Host(module, env);
    const e = host.engine;
    const fresh = host.call('spawnParked');
    expect(e.kill(e.slotOf(fresh))).toBe(1);
    const sleeper = host.call('spawnSleeper', 50);
    const parked = host.call('spawnParked');
    const joiner = host.call('spawnJoiner', parked);
    e.run(10, 0);
    expect(e.nTimers()).toBe(1);
    for (const id of [sleeper, joiner, parked]) {
      expect(e.kill(e.slotOf(id))).toBe(1);
      expect(e.slotOf(id)).toBe(0);
    }
    expect([e.nAlive(), e.nReady(), e.nTimers()]).toEqual([0, 0, 0]);
    expect(notes).toEqual([]);
  });

  it('of one that kills itself does too', () => {
    const host = new Host(module, env);
    const slot = host.engine.slotOf(host.call('spawnSuicide'));
    host.engine.setWatched(slot);
    host.runAll();
    expect(notes).toEqual([1]);
    expect(host.ended).toEqual([{ slot, how: HOW.KILL, value: 0 }]);
  });

  it('is seen by those who joined, wasm or host, in the order they came', () => {
    const host = new Host(module, env);
    const e = host.engine;
    const target = host.call('spawnParked');
    const first = e.create(KIND.HOST);
    expect(e.joinHost(first, target)).toBe(1);
    e.parkHost(first, 16);
    host.call('spawnJoiner', target);
    e.run(10, 0);
    e.wake(e.slotOf(target));
    const order: string[] = [];
    host.onResume = (slot) => {
      order.push(`host ${e.outcomeOf(slot)}, ${notes.length} before`);
      e.release(slot);
      return 0;
    };
    e.run(10, 0);
    expect(order).toEqual(['host 0, 0 before']);
    expect(notes).toEqual([1]);
    expect(e.joinHost(e.create(KIND.HOST), target)).toBe(0);
  });

  it('tells a kill from a return', () => {
    const { engine: e, call } = boundHost();
    const target = call('spawnParked');
    const joiner = e.create(KIND.HOST);
    e.joinHost(joiner, target);
    e.parkHost(joiner, 16);
    e.kill(e.slotOf(target));
    expect(e.outcomeOf(joiner)).toBe(OUTCOME.KILLED);
    expect(e.stateOf(joiner)).toBe(STATE.READY);
  });
});

function boundHost() {
  const host = new Host(module, env);
  return { engine: host.engine, call: host.call.bind(host) };
}

describe('a million greenlets', () => {
  it('made, parked and killed one after the other leave the memory as it was', () => {
    const host = new Host(release, env);
    host.call('spawnChurn', 1000);
    host.runAll();
    const { byteLength } = host.memory.buffer;
    const used = host.engine.bytesUsed();
    host.call('spawnChurn', 1_000_000);
    host.runAll();
    expect(host.memory.buffer.byteLength).toBe(byteLength);
    expect(host.engine.bytesUsed()).toBe(used);
    expect(host.engine.nAlive()).toBe(0);
  });

  it('can be parked at once', () => {
    const host = new Host(release, env);
    const before = host.memory.buffer.byteLength;
    for (let i = 0; i < 1_000_000; i++) host.call('spawnParked');
    host.runAll();
    expect(host.engine.nAlive()).toBe(1_000_000);
    expect(host.engine.bytesUsed() / 1_000_000).toBeLessThanOrEqual(160);
    expect((host.memory.buffer.byteLength - before) / 1_000_000).toBeLessThanOrEqual(200);
    for (let slot = 1; slot <= 1_000_000; slot++) host.engine.kill(slot);
    expect(host.engine.bytesUsed()).toBe(0);
  });
});
