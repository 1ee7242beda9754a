/**
 * Where greenlets were made: by whom, and at which line. Off unless somebody asks for it (`hub.recordSpawns`), because the
 * stack trace, the weak references and the registry cost some 10 microseconds, twenty times as much as the spawn itself.
 *
 * While it is on, greenlets that the hub has no record of (coroutines that are only switched by hand) can be listed, too.
 * Nothing here keeps a greenlet alive.
 */
import type { Greenlet } from './greenlet.js';
import { type LifeHooks, unwatchLife, watchLife } from './life.js';

interface Birth {
  spawner: WeakRef<Greenlet>;
  /** `stack` is read, and so formatted, only when somebody asks. */
  at: { stack?: string };
}

const births = new WeakMap<Greenlet, Birth>();
const known = new Map<number, WeakRef<Greenlet>>();
const forget = new FinalizationRegistry<number>((id) => known.delete(id));
/** Innermost frames of the runtime itself, and enough of the user's below them. */
const DEPTH = 16;

const recorder: LifeHooks = {
  made(greenlet, by) {
    births.set(greenlet, { spawner: new WeakRef(by), at: captured() });
    known.set(greenlet.id, new WeakRef(greenlet));
    forget.register(greenlet, greenlet.id);
  },
  killed() {},
};

function captured(): { stack?: string } {
  const at: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = DEPTH;
    Error.captureStackTrace?.(at, recorder.made);
  } catch {
    // hosts may call an Error.prepareStackTrace of the user's right here: then there is no place to show
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return at;
}

let isRecording = false;

export function recordSpawns(wanted: boolean): void {
  isRecording = wanted;
  if (wanted) watchLife(recorder);
  else unwatchLife(recorder);
}

export function isRecordingSpawns(): boolean {
  return isRecording;
}

/** Who made it, as long as that one is in memory. */
export function spawnerOf(greenlet: Greenlet): Greenlet | undefined {
  return births.get(greenlet)?.spawner.deref();
}

/** All that were made while it was on and have not been collected. */
export function recorded(): Greenlet[] {
  return [...known.values()].flatMap((one) => one.deref() ?? []);
}

const OURS = /[/\\](?:build|src)[/\\](?:greenlet|frames|hub|explain|compiled)[/\\][\w-]+\.[jt]s:/;

/** The lines of the stack that made it, innermost first, without ours: "work (app.js:3:5)". Empty when nobody recorded it. */
export function spawnStack(greenlet: Greenlet): string[] {
  try {
    const lines = String(births.get(greenlet)?.at.stack ?? '').split('\n');
    const at = lines.flatMap((line) => /^\s*at (.*)$/.exec(line)?.[1] ?? []);
    return at.filter((line) => !OURS.test(line) && !line.includes('node:')).map((line) => line.replace('file://', ''));
  } catch {
    return []; // an Error.prepareStackTrace of the user's
  }
}
