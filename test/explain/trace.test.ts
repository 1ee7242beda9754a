// trace: the file's schema, and that it tells what ran when.
import { getCurrent, greenlet, hub, setTrace, sleep, spawn, type TraceEvent, type TraceFile, trace } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../compiler/evaluate.ts';
import { codeOf } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';
import { TinyLock } from '../helpers/tiny-lock.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

/** What the Trace Event Format asks of the events that we write. */
function checkSchema(text: string): void {
  const file = JSON.parse(text) as TraceFile;
  expect(Object.keys(file).sort()).toEqual(['displayTimeUnit', 'otherData', 'traceEvents']);
  expect(file.displayTimeUnit).toBe('ms');
  for (const event of file.traceEvents) {
    expect(typeof event.name).toBe('string');
    expect([event.pid, event.tid].every(Number.isInteger)).toBe(true);
    if (event.ph === 'M') {
      expect(['process_name', 'thread_name']).toContain(event.name);
      expect(typeof event.args?.name).toBe('string');
      continue;
    }
    expect(Number.isFinite(event.ts)).toBe(true);
    if (event.ph === 'X') expect(event.dur).toBeGreaterThanOrEqual(0);
    else expect([event.ph, event.s]).toEqual(['i', 't']);
  }
}

/** Slices of one track may touch, but not overlap; and one thread runs one of them at a time. */
function checkTime(events: TraceEvent[]): void {
  const runs = events.filter(({ ph }) => ph === 'X').sort((a, b) => a.ts! - b.ts!);
  for (const [i, run] of runs.entries()) {
    const next = runs[i + 1];
    if (next !== undefined) expect(run.ts! + run.dur!).toBeLessThanOrEqual(next.ts! + 0.001);
  }
}

const ends = (file: TraceFile, g: { id: number }) =>
  file.traceEvents.filter(({ ph, tid }) => ph === 'X' && tid === g.id).map(({ args }) => args);

describe('trace', () => {
  it('has a track for each greenlet, with a slice for each run and why it ended', () => {
    const lock = new TinyLock('db');
    trace.start();
    const compiled = spawn(
      (
        evaluate('(sleep, lock) => function compiled() { lock.acquire(); sleep(5); lock.release(); }') as (
          s: typeof sleep,
          l: TinyLock,
        ) => () => void
      )(sleep, lock),
    );
    const generator = spawn(function* generator() {
      yield lock.acquire();
    });
    const failing = spawn(function* failing() {
      throw new Error('no');
    });
    failing.link(() => undefined);
    loop.advance(10);
    const file = trace.stop();
    checkSchema(JSON.stringify(file));
    checkTime(file.traceEvents);
    expect(ends(file, compiled)).toEqual([{ end: 'acquire' }, { end: 'sleep' }, { end: 'returned' }]);
    expect(ends(file, generator)).toEqual([{ end: 'acquire', for: 'Lock db' }, { end: 'returned' }]);
    expect(ends(file, failing)).toEqual([{ end: 'failed' }]);
    const names = file.traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => args!.name);
    expect(names).toEqual(expect.arrayContaining([compiled.name, generator.name, failing.name]));
  });

  it('has slices for coroutines that switch by hand, and for async bodies', async () => {
    const main = getCurrent();
    trace.start();
    const co = greenlet(function* co(): Generator {
      yield main.switch();
    });
    co.switch();
    co.switch();
    const body = spawn(async () => sleep(5));
    for (let i = 0; i < 5; i++) {
      loop.advance(5);
      await Promise.resolve();
    }
    const file = trace.stop();
    checkSchema(JSON.stringify(file));
    checkTime(file.traceEvents);
    expect(ends(file, co)).toEqual([{ end: 'switch' }, { end: 'returned' }]);
    expect(ends(file, body).length).toBeGreaterThan(0);
  });

  it('marks spawns and kills', () => {
    trace.start();
    const g = spawn(function* above() {
      spawn(function* below() {});
      yield sleep(1000);
    });
    loop.flush();
    g.kill(undefined, { block: false });
    loop.flush();
    const marks = trace.stop().traceEvents.filter(({ ph }) => ph === 'i');
    expect(marks.map(({ name, args }) => `${name} ${String(args?.by).replace(/#.*/, '')}`)).toEqual([
      'spawn main',
      'spawn above',
      'kill undefined',
    ]);
  });

  it('keeps as many events as it may, and counts the others', () => {
    trace.start({ limit: 3 });
    for (let i = 0; i < 5; i++) spawn(function* () {});
    loop.flush();
    const { traceEvents, otherData } = trace.stop();
    expect(traceEvents.filter(({ ph }) => ph !== 'M')).toHaveLength(3);
    expect(otherData.dropped).toBe(7);
  });

  it('goes on beside setTrace, also when that throws', () => {
    const seen: string[] = [];
    trace.start();
    setTrace((event) => {
      seen.push(event);
      throw new Error('in the callback');
    });
    const g = spawn(function* () {
      yield sleep(0);
    });
    g.link(() => undefined);
    loop.flush();
    expect(seen).toEqual(['switch']);
    expect((g.exception as Error).message).toBe('in the callback');
    expect(ends(trace.stop(), g)).toEqual([{ end: 'failed' }]);
    expect(hub.maxBlockMs).toBe(0);
  });

  it('starts once and stops once', () => {
    expect(codeOf(() => trace.stop())).toBe('GS_TRACE_STATE');
    trace.start();
    expect(codeOf(() => trace.start())).toBe('GS_TRACE_STATE');
    trace.stop();
    expect(codeOf(() => trace.stop())).toBe('GS_TRACE_STATE');
  });

  it.each([0, -1, 1.5, Number.NaN, '3'])('refuses the limit %s', (limit) => {
    expect(codeOf(() => trace.start({ limit: limit as number }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => trace.stop())).toBe('GS_TRACE_STATE');
  });
});
