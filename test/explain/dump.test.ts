// dump() and snapshot(): what everybody does, without keeping anybody alive.
import {
  dump,
  type GreenletInfo,
  getCurrent,
  greenlet,
  hub,
  onError,
  setTrace,
  sleep,
  snapshot,
  spawn,
  spawnLater,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../compiler/evaluate.ts';
import { codeOf } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';
import { parkOn, TinyLock } from '../helpers/tiny-lock.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => {
  hub.recordSpawns = false;
  for (const g of all) g.kill(undefined, { block: false });
  all.length = 0;
  loop.flush();
  restore();
});

const all: ReturnType<typeof spawn>[] = [];
function started(fn: Parameters<typeof spawn>[0], ...args: unknown[]): ReturnType<typeof spawn> {
  const g = spawn(fn, ...args);
  all.push(g);
  return g;
}

function* sleeper(): Generator {
  yield sleep(60_000);
}

/** The children of the hub, by name. */
function spawned(): Record<string, GreenletInfo> {
  const children = snapshot().roots[1]!.children;
  return Object.fromEntries(children.map((info) => [info.name.replace(/#.*/, ''), info]));
}

const plain = (text: string) => text.replace(/#\d+/g, '#n');

describe('snapshot', () => {
  it('tells the states apart', () => {
    started(sleeper);
    loop.flush();
    started(function* ready() {});
    all.push(spawnLater(1000, function* later() {}));
    const seen: string[] = [];
    started(function* current() {
      seen.push(spawned().current!.state);
    });
    const states = Object.entries(spawned()).map(([name, { state }]) => `${name} ${state}`);
    expect(states).toEqual(['sleeper parked', 'ready ready', 'later parked', 'current ready']);
    loop.flush();
    expect(seen).toEqual(['running']);
  });

  it('says what is waited for, held by whom, for how long, and where', () => {
    const lock = new TinyLock('db');
    started(function* owner() {
      yield lock.acquire();
      yield sleep(60_000);
    });
    function* inner(): Generator {
      yield lock.acquire();
    }
    started(function* waiter(): Generator {
      yield inner();
    });
    loop.advance(250);
    const { waits, stack } = spawned().waiter!;
    expect(waits).toMatchObject([{ call: 'acquire', what: 'Lock db', forMs: 250 }]);
    expect(plain(waits[0]!.heldBy!.join())).toBe('owner#n');
    expect(stack.map(({ name }) => name)).toEqual(['generator', 'waiter']);
  });

  it('has lines for compiled functions', () => {
    const body = evaluate('(sleep) => function work() {\n  sleep(60_000);\n}') as (s: typeof sleep) => () => void;
    started(body(sleep));
    loop.flush();
    expect(spawned().work!.stack[0]).toMatchObject({ name: 'work', file: 'test.js', line: 2 });
  });

  it('shows all that an async body waits for, and that it awaits what we do not know', async () => {
    started(async function two() {
      await Promise.all([sleep(60_000), all[1]!.join()]);
    });
    started(async function foreign() {
      await new Promise(() => undefined);
    });
    for (let i = 0; i < 3; i++) {
      loop.flush();
      await Promise.resolve();
    }
    const { two, foreign } = spawned();
    expect(two!.waits.map(({ call }) => call)).toEqual(['sleep', 'join']);
    expect(foreign).toMatchObject({ state: 'parked', waits: [] });
  });

  it('shows what main waits for', () => {
    void sleep(60_000);
    loop.flush();
    const [main] = snapshot().roots;
    expect(main!.waits.some(({ who, call }) => who === 'main' && call === 'sleep')).toBe(true);
    loop.advance(60_000);
  });

  it('lists a coroutine that waits in a switch, below its parent, when the hub can find it', () => {
    started(function* parent(): Generator {
      const child = greenlet(function* child(): Generator {
        yield sleep(60_000);
      });
      all.push(child);
      yield child.switch();
    });
    loop.flush();
    const { parent } = spawned();
    expect(parent).toMatchObject({ state: 'parked', waits: [{ call: 'switch' }] });
    expect(parent!.children.map(({ name }) => plain(name))).toEqual(['child#n']);
  });

  it('is of the living only', () => {
    const g = started(function* gone() {});
    loop.flush();
    expect(g.dead).toBe(true);
    expect(Object.keys(spawned())).not.toContain('gone');
  });
});

describe('hub.recordSpawns', () => {
  it('says where each greenlet was made, and by whom', () => {
    hub.recordSpawns = true;
    started(function* above(): Generator {
      started(function* below(): Generator {
        yield sleep(60_000);
      });
      yield sleep(60_000);
    });
    loop.flush();
    const { above, below } = spawned();
    expect(below).toBeUndefined();
    expect(above!.children.map(({ name }) => plain(name))).toEqual(['below#n']);
    expect(above!.children[0]!.spawnedAt.join('\n')).toMatch(/above.*dump\.test\.ts:\d+:\d+/);
    expect(above!.children[0]!.spawnedAt.join('\n')).not.toMatch(/build[/\\]greenlet/);
  });

  it('finds coroutines that nobody else knows, as long as somebody holds them', () => {
    hub.recordSpawns = true;
    const main = getCurrent();
    const co = greenlet(function* hidden(): Generator {
      yield main.switch();
    });
    co.switch();
    expect(dump()).toMatch(/hidden#\d+ waits in switch/);
    co.dispose();
    loop.flush();
  });

  it('is part of the report of a failure that nobody observes', () => {
    hub.recordSpawns = true;
    const printed: string[] = [];
    const { error } = console;
    console.error = (text: string) => void printed.push(text);
    started(function* fails() {
      throw new Error('no');
    });
    loop.flush();
    console.error = error;
    expect(printed).toHaveLength(1);
    expect(printed[0]).toMatch(
      /Greenlet fails#\d+ failed, and nobody waits for it \(it was spawned at .*dump\.test\.ts:\d+/,
    );
  });

  it('takes true or false', () => {
    expect(codeOf(() => Object.assign(hub, { recordSpawns: 1 }))).toBe('GS_BAD_ARGUMENT');
    expect(hub.recordSpawns).toBe(false);
  });

  it('is off at first, and then says nothing', () => {
    started(sleeper);
    loop.flush();
    expect(spawned().sleeper!.spawnedAt).toEqual([]);
  });
});

describe('dump', () => {
  it('is a tree in text', () => {
    const lock = new TinyLock('db');
    started(function* owner() {
      yield lock.acquire();
      yield sleep(60_000);
    });
    started(function* waiter() {
      yield lock.acquire();
    });
    loop.advance(30);
    expect(plain(dump())).toContain(
      [
        'hub',
        '├─ owner#n waits in sleep(), 30 ms',
        '│    at owner',
        '└─ waiter#n waits in acquire() for Lock db (held by owner#n), 30 ms',
        '     at waiter',
      ].join('\n'),
    );
  });

  it('counts those that look alike', () => {
    for (let i = 0; i < 1000; i++) started(sleeper);
    loop.flush();
    const text = dump();
    expect(text).toMatch(/and 997 more like sleeper#\d+/);
    expect(text.split('\n').length).toBeLessThan(15);
  });

  it('works in every body, and where nothing may block', () => {
    const seen: string[] = [];
    const look = () => void seen.push(dump());
    const body = evaluate('(look) => function compiled() { look(); }') as (l: typeof look) => () => void;
    started(body(look));
    started(function* generator() {
      look();
    });
    started(async function asynchronous() {
      look();
    });
    setTrace(look);
    loop.flush();
    setTrace(null);
    expect(seen.length).toBeGreaterThan(3);
    for (const name of ['compiled', 'generator', 'asynchronous']) {
      expect(seen.some((text) => new RegExp(`^(. )?.{0,3}${name}(#\\d+)? runs`, 'm').test(text))).toBe(true);
    }
  });

  it('survives names, descriptions and stacks that throw', () => {
    const g = started(sleeper);
    const failing = () => {
      throw new Error('no');
    };
    Object.defineProperty(g, 'name', { get: failing });
    const bad = { forget() {}, describe: failing, holders: failing };
    const other = started(function* other() {
      yield parkOn(undefined);
    });
    loop.flush();
    Object.assign((other as unknown as { _waitingOn: object })._waitingOn, bad);
    expect(plain(dump())).toContain('a greenlet waits in sleep()');
    expect(plain(dump())).toContain('other#n waits in test()');
  });

  it('does not keep greenlets alive, recorded or not', async () => {
    hub.recordSpawns = true;
    restore(); // the collector needs the real event loop
    const main = getCurrent();
    const made = Array.from({ length: 50 }, () => {
      const co = greenlet(function* lost(): Generator {
        yield main.switch();
      });
      co.switch();
      return new WeakRef(co);
    });
    dump();
    for (let i = 0; i < 20 && made.some((one) => one.deref() !== undefined); i++) {
      await new Promise((done) => setTimeout(done, 5));
      (globalThis as { gc?: () => void }).gc?.();
    }
    // the last one may stay in a register of the machine
    expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThan(3);
    ({ loop, restore } = withManualLoop());
  });
});

describe('faults', () => {
  it('of a console, of an error that cannot be printed, and of a proxy never stop the hub', () => {
    const { error } = console;
    console.error = () => {
      throw new Error('the console is broken');
    };
    const before = onError(null);
    const seen: string[] = [];
    const first = started(function* () {
      throw new Proxy(new Error('hidden'), {
        getPrototypeOf: () => {
          throw new Error('no prototype');
        },
      });
    });
    const linked = started(() => 1);
    linked.link(() => {
      throw new Error('in a link');
    });
    linked.link(() => void seen.push('the next link'));
    loop.flush();
    console.error = error;
    onError(before);
    expect(first.dead).toBe(true);
    expect(seen).toEqual(['the next link']);
  });

  it('of Error.prepareStackTrace never hang a waiter', () => {
    hub.recordSpawns = true;
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => {
      throw new Error('no trace');
    };
    const seen: unknown[] = [];
    const fails = evaluate('(sleep) => function deep() { sleep(1); throw new TypeError("inner"); }') as (
      s: typeof sleep,
    ) => () => void;
    const inner = started(fails(sleep));
    started(function* waiter() {
      try {
        yield inner.get();
      } catch (error) {
        seen.push((error as Error).constructor.name);
      }
    });
    loop.advance(2);
    const text = dump();
    Error.prepareStackTrace = prepareStackTrace;
    expect(text).toContain('hub');
    expect(seen).toHaveLength(1);
  });
});
