/**
 * The other side of the blocking monitor (blocking.ts): a worker thread that watches the number of the run in shared
 * memory. It looks by a timer, for its event loop must be free to hear from the inspector.
 */
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { Blocked } from './blocking.js';

interface Settings {
  run: Int32Array;
  ms: number;
  /** Nobody in the other thread wants to hear of it. */
  prints: boolean;
  key: string;
}

/** How long it waits for an answer: native code is only interrupted when it returns to JavaScript. */
const PATIENCE_MS = 2000;

const { run, ms, key, ...settings } = workerData as Settings;
let { prints } = settings;
let seen = { run: -1, id: 0, since: 0 };
/** The run that was told of already. */
let told = -1;

parentPort?.on('message', (message: { prints: boolean }) => {
  prints = message.prints;
});

async function look(): Promise<void> {
  const n = Atomics.load(run, 0);
  const id = Atomics.load(run, 1);
  const at = performance.now();
  // an id that has changed while the number has not: the next run is about to begin
  if (n !== seen.run) seen = { run: n, id, since: at };
  else if (id !== 0 && id === seen.id && n !== told && at - seen.since >= ms) {
    told = n;
    tell(await blocked(id, at - seen.since));
  }
  setTimeout(() => void look(), Math.max(1, Math.min(50, ms / 4)));
}

async function blocked(id: number, forMs: number): Promise<Blocked> {
  const found = await Promise.race([asked(id), nothing()]);
  return { ...found, forMs: Math.round(forMs) };

  function nothing(): Promise<Found> {
    const given = { who: `greenlet ${id}`, stack: [] };
    return new Promise((resolve) => setTimeout(() => resolve(given), PATIENCE_MS));
  }
}

type Found = Pick<Blocked, 'who' | 'stack'>;

/**
 * The inspector interrupts the other thread, wherever it computes, and evaluates this on top of its stack. (To pause it with
 * the debugger was the alternative: that waits for the next call of a function, which optimised loops do not make.)
 */
function asked(id: number): Promise<Found> {
  const session = new Session();
  session.connectToMainThread();
  const expression = `globalThis[Symbol.for(${JSON.stringify(key)})](${id})`;
  return new Promise((resolve) => {
    session.post('Runtime.evaluate', { expression }, (error: Error | null, answer) => {
      session.disconnect();
      if (error === null && typeof answer.result.value === 'string') resolve(JSON.parse(answer.result.value) as Found);
    });
  });
}

/** The other thread is blocked, and with it the streams of this one: so it writes by itself. */
function tell(found: Blocked): void {
  if (!prints) return parentPort?.postMessage(found);
  const where =
    found.stack.length === 0
      ? '\n    (it could not be stopped there: native code, or it has just given way)'
      : found.stack.map((line) => `\n    at ${line}`).join('');
  try {
    writeSync(2, `greenspool: ${found.who} has held the thread for ${found.forMs} ms${where}\n`);
  } catch {
    // standard error is closed: nobody is there to be told
  }
}

void look();
