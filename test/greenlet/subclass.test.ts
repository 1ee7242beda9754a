import { Greenlet, getCurrent, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

class Worker extends Greenlet {
  readonly ms: number;
  constructor(ms: number) {
    super();
    this.ms = ms;
  }
  override *run(): Generator<unknown, string> {
    yield sleep(this.ms);
    return `slept ${this.ms}`;
  }
}

describe('a subclass with a run method', () => {
  it('runs a generator method, with its own fields', () => {
    const g = new Worker(3).start();
    expect([g.started, g.name]).toEqual([false, `Worker#${g.id}`]);
    loop.advance(3);
    expect([g.value, g instanceof Greenlet]).toEqual(['slept 3', true]);
  });

  it('runs an async method, a plain one, and one that is a field', async () => {
    class Async extends Greenlet {
      override async run(): Promise<string> {
        await sleep(1);
        return 'async';
      }
    }
    class Plain extends Greenlet {
      override run(): string {
        return 'plain';
      }
    }
    class Field extends Greenlet {
      override run = function* () {
        yield sleep(1);
        return 'field';
      };
    }
    const all = [new Async().start(), new Plain().start(), new Field().start()];
    await settle(loop, 2);
    expect(all.map((g) => g.value)).toEqual(['async', 'plain', 'field']);
  });

  it('gets its arguments from the first switch', () => {
    class Echo extends Greenlet {
      override *run(a: number, b: number): Generator<unknown, number> {
        return a + b;
      }
    }
    expect(new Echo(undefined, [], getCurrent()).switch(1, 2)).toBe(3);
  });

  it('without a run method fails when it is to run', () => {
    class Empty extends Greenlet {}
    const g = new Empty().start();
    void g.join();
    loop.flush();
    expect((g.exception as { code: string }).code).toBe('GS_NOT_A_FUNCTION');
  });
});

describe('new Greenlet', () => {
  it('takes a function and its arguments, and is started later', () => {
    const g = new Greenlet((a: number, b: number) => a + b, [1, 2]);
    loop.flush();
    expect([g.started, g.parent?.name]).toEqual([false, 'hub']);
    g.startLater(5);
    expect(codeOf(() => g.start())).toBe('GS_STARTED');
    loop.advance(4);
    expect(g.started).toBe(false);
    loop.advance(1);
    expect(g.value).toBe(3);
  });

  it('startLater that is killed before never runs', () => {
    const g = new Greenlet(() => 'ran').startLater(5);
    g.kill(undefined, { block: false });
    loop.advance(10);
    expect([g.dead, g.value === 'ran']).toEqual([true, false]);
  });

  it('refuses what is no body, and wrong delays', () => {
    expect(codeOf(() => new Greenlet())).toBe('GS_NOT_A_FUNCTION');
    expect(codeOf(() => new Greenlet(5 as never))).toBe('GS_NOT_A_FUNCTION');
    expect(codeOf(() => new Greenlet(async function* () {}))).toBe('GS_BAD_ARGUMENT');
    for (const ms of [-1, Number.NaN, '1' as never]) {
      expect(codeOf(() => new Greenlet(() => 1).startLater(ms))).toBe('GS_BAD_ARGUMENT');
    }
  });

  it('is ended by `using`, and waited for by `await using`', async () => {
    const log: string[] = [];
    const body = function* () {
      try {
        yield sleep(100);
      } finally {
        log.push('ended');
      }
    };
    const [a, b] = [spawn(body), spawn(body)];
    loop.flush();
    a[Symbol.dispose]();
    loop.flush();
    expect([a.dead, log]).toEqual([true, ['ended']]);
    const disposed = b[Symbol.asyncDispose]();
    await settle(loop);
    await disposed;
    expect([b.dead, log.length]).toEqual([true, 2]);
    await b[Symbol.asyncDispose]();
  });

  it('may have methods that are called as helpers of ours are', async () => {
    class Worker extends Greenlet {
      log: string[] = [];
      tell(word: string) {
        this.log.push(word);
      }
      letGo = () => this.tell('mine');
      firstFrame = () => this.tell('mine');
      unlinkIf = () => this.tell('mine');
      override *run() {
        this.tell('ran');
        yield sleep(0);
      }
    }
    const worker = new Worker().start();
    const linked: unknown[] = [];
    const link = (one: unknown) => linked.push(one);
    worker.link(link);
    worker.unlink(link);
    worker.link(link);
    await settle(loop);
    expect([worker.dead, worker.log, linked]).toEqual([true, ['ran'], [worker]]);
  });

  it('may have fields and methods of its own under every name that is not documented', async () => {
    class Job extends Greenlet {
      state = 'new';
      kind = 'report';
      call = 'none';
      slot: string | null = null;
      frames = [1, 2, 3];
      begin = () => 'mine';
      observe() {
        return 'mine';
      }
      override *run(): Generator<unknown, string> {
        this.state = 'running';
        yield sleep(0);
        this.slot = this.begin();
        return `${this.state} ${this.kind} ${this.observe()} ${this.slot}`;
      }
      end(): string {
        return 'mine';
      }
    }
    const job = new Job().start();
    const awaited = job.then((value) => value);
    await settle(loop);
    expect([job.dead, job.value, await awaited]).toEqual([
      true,
      'running report mine mine',
      'running report mine mine',
    ]);
  });

  it('has no other names of its own than those that are documented and those that begin with _', () => {
    const names = new Set<string>();
    for (let one: object = new Greenlet(() => 1); one !== Object.prototype; one = Object.getPrototypeOf(one))
      for (const name of Object.getOwnPropertyNames(one)) if (!name.startsWith('_')) names.add(name);
    const documented =
      `id started dead name parent spawnedBy treeLocals value exception run switch throw start startLater join get kill
      link linkValue linkException unlink unlinkAll dispose stack successful ready toJSON then constructor`.split(
        /\s+/,
      );
    expect([...names].filter((name) => !documented.includes(name))).toEqual([]);
  });
});
