/** AssemblyScript's collector: what parked greenlets hold lives, and nothing else does. */
import { fileURLToPath } from 'node:url';
import { compileProgram } from 'greenspool/wasm/build';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.js';
import { compiled } from './compiled.js';
import { Host } from './host.js';

const levels = ['none', 'speed'] as const;
const modules = new Map<string, WebAssembly.Module>();

beforeAll(async () => {
  for (const optimize of levels) {
    modules.set(optimize, await compiled('collector', { runtime: 'incremental', debug: true, optimize }));
  }
}, 60_000);

function start(level: string) {
  const notes: number[] = [];
  let budget = 1000;
  const host: Host = new Host(modules.get(level) as WebAssembly.Module, {
    note: (value: number) => void notes.push(value),
    run: () => void host.engine.run(budget, host.nowMs),
  });
  const live = () => {
    host.call('collect');
    return host.call('nLive');
  };
  const setBudget = (n: number) => {
    budget = n;
  };
  return { host, notes, live, setBudget };
}

function wake(host: Host, id: number): void {
  host.engine.wake(host.engine.slotOf(id));
  host.runAll();
}

describe.each(levels)('a managed object, optimised for %s,', (level) => {
  it.each([0, 1, 12])('that only a frame %i calls down holds lives as long as that frame', (depth) => {
    const { host, notes, live } = start(level);
    const id = host.call('spawnLocal', depth);
    host.runAll();
    expect(live()).toBe(depth + 1);
    wake(host, id);
    expect(notes).toEqual(Array.from({ length: depth + 1 }, (_, i) => i));
    expect(live()).toBe(0); // the body is parked again, above all of them
    expect(host.engine.nAlive()).toBe(1);
  });

  it('that only a killed greenlet held is freed', () => {
    const { host, live } = start(level);
    const id = host.call('spawnLocal', 5);
    host.runAll();
    expect(live()).toBe(6);
    host.engine.kill(host.engine.slotOf(id));
    expect(live()).toBe(0);
  });

  it('that is an argument lives before the greenlet runs, while it is parked, and not after', () => {
    const { host, notes, live } = start(level);
    const id = host.call('spawnArgument', 9);
    expect(live()).toBe(1);
    host.runAll();
    expect(live()).toBe(1);
    wake(host, id);
    expect(notes).toEqual([9]);
    expect(live()).toBe(0);
  });

  it.each([0, 2, 5])('that is in flight through a channel of capacity %i lives', (capacity) => {
    const { host, notes, live } = start(level);
    host.call('fillChannel', capacity, 5);
    host.runAll();
    expect(live()).toBe(Math.min(5, capacity + 1));
    host.call('spawnReceiver', 2);
    host.runAll();
    host.call('spawnReceiver', 3);
    host.runAll();
    expect(notes).toEqual([1, 2, 3, 4, 5]);
    expect(live()).toBe(0);
  });

  it('that is in a channel nobody has any more is freed with it', () => {
    const { host, live } = start(level);
    host.call('fillChannel', 5, 5);
    host.runAll();
    expect(live()).toBe(5);
    host.call('dropChannel');
    expect(live()).toBe(0);
  });

  it('that is the result of a task lives until it was taken', () => {
    const { host, notes, live } = start(level);
    host.call('startTask', 3);
    host.runAll();
    expect(live()).toBe(1);
    host.call('getTask');
    host.runAll();
    expect(notes).toEqual([3]);
    expect(live()).toBe(0);
  });

  it('of the running greenlet, and of whoever runs the hub, lives', () => {
    const { host, notes, live } = start(level);
    expect(host.call('holdWhileRunning', 0)).toBe(77);
    expect(notes).toEqual([78, 77]);
    expect(live()).toBe(0);
  });

  it('is right in any mixture, with the hub run from different depths', () => {
    const { host, setBudget } = start(level);
    const n = 60;
    host.call('spawnStress', n);
    for (let i = 0; !host.call('stressIsDone', n); i++) {
      setBudget(1 + (i % 29));
      host.call('runFrom', i % 13);
    }
    expect(host.call('nErrors')).toBe(0);
    expect(host.engine.nAlive()).toBe(0);
  });
});

describe('a recursion whose managed values do not fit', () => {
  it('traps before it writes over anything', async () => {
    const define = { GS_SHADOW_BYTES: 2048 };
    const module = await compiled('collector', { runtime: 'incremental', debug: true, define });
    const host = new Host(module, { note: () => {}, run: () => {} });
    const good = host.call('spawnLocal', 20);
    host.call('spawnTooDeep', 400);
    host.engine.run(1, 0);
    expect(() => host.engine.run(1, 0)).toThrow('stack overflow');
    host.engine.recover();
    host.call('collect');
    expect(host.call('nLive')).toBe(21);
    wake(host, good);
    expect(host.engine.nAlive()).toBe(1);
  });
});

describe('a program is refused', () => {
  const program = (name: string) => fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));

  it('with the minimal runtime, whose collector does not see the stack', async () => {
    const options = { runtime: 'minimal' as 'stub' };
    expect(await codeOfAsync(() => compileProgram(program('frames'), options))).toBe('GS_PROGRAM_RUNTIME');
  });

  it('with a collector in stock mode', async () => {
    expect(await codeOfAsync(() => compileProgram(program('frames'), { mode: 'stock' }))).toBe('GS_PROGRAM_RUNTIME');
  });

  it('when it imports the library by a path', async () => {
    expect(await codeOfAsync(() => compileProgram(program('wrong-import')))).toBe('GS_PROGRAM_IMPORT');
  });

  it('when it does not compile', async () => {
    expect(await codeOfAsync(() => compileProgram(program('no-such-file')))).toBe('GS_PROGRAM_COMPILE');
  });
});
