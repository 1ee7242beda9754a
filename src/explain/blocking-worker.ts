/**
 * The other side of the blocking monitor (blocking.ts): a worker thread that watches the number of the run in shared
 * memory. It looks by a timer, for its event loop must be free to hear from the inspector.
 */
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { Blocked, NativeFrame } from './blocking.js';

interface Settings {
  run: Int32Array;
  ms: number;
  /** Nobody in the other thread wants to hear of it. */
  prints: boolean;
  key: string;
}

/** How long it waits for the other thread to stop: native code can only be stopped when it returns to JavaScript. */
const PATIENCE_MS = 250;

const { run, ms, key, ...settings } = workerData as Settings;
let { prints } = settings;
let seen = { run: -1, since: 0 };
/** The run that was told of already. */
let told = -1;

parentPort?.on('message', (message: { prints: boolean }) => {
  prints = message.prints;
});

async function look(): Promise<void> {
  const n = Atomics.load(run, 0);
  const id = Atomics.load(run, 1);
  const at = performance.now();
  if (n !== seen.run) seen = { run: n, since: at };
  else if (id !== 0 && n !== told && at - seen.since >= ms) {
    told = n;
    tell(await blocked(id, at - seen.since));
  }
  setTimeout(() => void look(), Math.max(1, Math.min(50, ms / 4)));
}

async function blocked(id: number, forMs: number): Promise<Blocked> {
  const session = new Session();
  try {
    session.connectToMainThread();
    const { who, stack } = await stackOf(session);
    return { who, forMs: Math.round(forMs), stack };
  } catch {
    return { who: `greenlet ${id}`, forMs: Math.round(forMs), stack: [] };
  } finally {
    session.disconnect();
  }
}

interface Paused {
  callFrames: { callFrameId: string; functionName: string; location: Place }[];
}
interface Place {
  scriptId: string;
  lineNumber: number;
  columnNumber?: number;
}

/** Stops the other thread for a moment, and lets it say who runs there. Rejects when it does not stop in time. */
async function stackOf(session: Session): Promise<{ who: string; stack: string[] }> {
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  const paused = new Promise<Paused>((resolve, reject) => {
    session.once('Debugger.paused', ({ params }) => resolve(params as Paused));
    setTimeout(() => reject(new Error('it is in native code')), PATIENCE_MS);
  });
  void post(session, 'Debugger.enable').catch(() => undefined);
  void post(session, 'Debugger.pause').catch(() => undefined);
  const { callFrames } = await paused;
  const frames = callFrames.map(({ functionName: name, location }) => nativeFrame(name, location, urls));
  const expression = `globalThis[Symbol.for(${JSON.stringify(key)})](${JSON.stringify(frames)})`;
  const callFrameId = callFrames[0]?.callFrameId;
  const answer = await post(session, 'Debugger.evaluateOnCallFrame', { callFrameId, expression });
  await post(session, 'Debugger.resume');
  return JSON.parse((answer as { result: { value: string } }).result.value) as { who: string; stack: string[] };
}

function nativeFrame(
  name: string,
  { scriptId, lineNumber, columnNumber = 0 }: Place,
  urls: Map<string, string>,
): NativeFrame {
  return { name, url: urls.get(scriptId) ?? '', line: lineNumber + 1, column: columnNumber + 1 };
}

function post(session: Session, method: string, params: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error: Error | null, result?: object) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}

/** The other thread is blocked, and with it the streams of this one: so it writes by itself. */
function tell(found: Blocked): void {
  if (!prints) return parentPort?.postMessage(found);
  const where =
    found.stack.length === 0 ? '\n    in native code' : found.stack.map((line) => `\n    at ${line}`).join('');
  try {
    writeSync(2, `greenspool: ${found.who} has held the thread for ${found.forMs} ms${where}\n`);
  } catch {
    // standard error is closed: nobody is there to be told
  }
}

void look();
