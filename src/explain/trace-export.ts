/**
 * trace: what ran when, as Chrome's trace events, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
 *
 *     worker#3  ┌─ run ─┐ sleep      ┌─ run ─┐ acquire            one track per greenlet; a slice for each run from a
 *     worker#4  ↓spawn  ┌─ run ──────┐ join     ┌─ run ─┐ end      resume to the park that ended it; arrows: spawn, kill
 *
 * While nobody traces it costs nothing; while somebody does, each switch costs a look at the clock and an object. The
 * format: "Trace Event Format" of the Chromium project. Wasm greenlets that switch inside wasm do not show up one by one.
 */
import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { type Continuation, KIND } from '../frames/continuation.js';
import { addTransferHook, removeTransferHook } from '../frames/transfers.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { type LifeHooks, unwatchLife, watchLife } from '../greenlet/life.js';
import { now } from '../hub/hub.js';
import { describeWait, nameOf } from './waits.js';

/** One event; times are microseconds, `tid` is the greenlet's id. */
export interface TraceEvent {
  /** `X` a run, `i` a spawn or kill, `M` the name of a track. */
  ph: 'X' | 'i' | 'M';
  name: string;
  cat?: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  s?: 't';
  args?: Record<string, unknown>;
}

/** What `JSON.stringify` makes a file of that the viewers open. */
export interface TraceFile {
  traceEvents: TraceEvent[];
  displayTimeUnit: 'ms';
  /** How many events there were beyond the limit. */
  otherData: { dropped: number };
}

export interface TraceOptions {
  /** The most events that are kept; later ones are only counted. */
  limit?: number;
}

const DEFAULT_LIMIT = 1_000_000;
const PID = 1;

/** The recording under way. */
class Recording implements LifeHooks {
  readonly #events: TraceEvent[] = [];
  readonly #names = new Map<number, string>();
  readonly #limit: number;
  #nDropped = 0;
  #startedAt = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An arrow function: it is a hook. */
  readonly transferred = (from: Continuation): void => {
    const ts = now() * 1000;
    if (from instanceof Greenlet && from._kind < KIND.MAIN) this.#ran(from, ts);
    this.#startedAt = ts;
  };

  #ran(g: Greenlet, ts: number): void {
    const dur = Math.max(0, ts - this.#startedAt);
    this.#add(g, { ph: 'X', name: 'run', cat: 'run', pid: PID, tid: g.id, ts: this.#startedAt, dur, args: endOf(g) });
  }

  made(g: Greenlet, by: Greenlet): void {
    this.#mark('spawn', g, { by: nameOf(by) });
  }

  killed(g: Greenlet): void {
    this.#mark('kill', g, {});
  }

  #mark(name: string, g: Greenlet, args: Record<string, unknown>): void {
    this.#add(g, { ph: 'i', name, cat: 'life', pid: PID, tid: g.id, ts: now() * 1000, s: 't', args });
  }

  /** The names are those of the events that are kept, so that memory has a bound. */
  #add(g: Greenlet, event: TraceEvent): void {
    if (this.#events.length >= this.#limit) {
      this.#nDropped++;
      return;
    }
    this.#events.push(event);
    this.#names.set(g.id, nameOf(g));
  }

  file(): TraceFile {
    const names = [...this.#names].map(([tid, name]) => threadName(tid, name));
    const process: TraceEvent = { ph: 'M', name: 'process_name', pid: PID, tid: 0, args: { name: 'greenspool' } };
    const traceEvents = [process, ...names].concat(this.#events);
    return { traceEvents, displayTimeUnit: 'ms', otherData: { dropped: this.#nDropped } };
  }
}

function threadName(tid: number, name: string): TraceEvent {
  return { ph: 'M', name: 'thread_name', pid: PID, tid, args: { name } };
}

/** Why the run ended: it is over, or it waits. */
function endOf(g: Greenlet): Record<string, unknown> {
  if (g.dead) return { end: g.successful() ? 'returned' : 'failed' };
  const { call, what } = describeWait(g, false);
  return what === undefined ? { end: call } : { end: call, for: what };
}

let recording: Recording | null = null;

/**
 * Records what runs when, for Perfetto. `start` begins, `stop` ends and returns the file's content. Neither switches. Throws
 * GS_TRACE_STATE when it is (or is not) recording already, GS_BAD_ARGUMENT for a bad limit.
 *
 * @example
 * trace.start();
 * await run(function* () { yield sleep(5) });
 * writeFileSync('trace.json', JSON.stringify(trace.stop())); // open it at ui.perfetto.dev
 */
export const trace = {
  start({ limit = DEFAULT_LIMIT }: TraceOptions = {}): void {
    if (!Number.isInteger(limit) || limit < 1)
      throw badArgument('trace.start', 'limit is a whole number from 1', limit);
    if (recording !== null) throw wrongState('start', 'it records already', 'Call `trace.stop()` first');
    recording = new Recording(limit);
    addTransferHook(recording.transferred);
    watchLife(recording);
  },

  stop(): TraceFile {
    if (recording === null) throw wrongState('stop', 'it does not record', 'Call `trace.start()` first');
    const ended = recording;
    recording = null;
    removeTransferHook(ended.transferred);
    unwatchLife(ended);
    return ended.file();
  },
};

function wrongState(call: string, stopped: string, fix: string): GreenspoolError {
  return new GreenspoolError({ code: 'GS_TRACE_STATE', tried: `trace.${call}()`, stopped, fix });
}
