/** The host's event loop, as far as the hub needs it. Tests put a loop with a clock of their own in its place. */
export interface EventLoop {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Runs `fn` when the running callback has ended. */
  microtask(fn: () => void): void;
  /** Runs `fn` after the loop has looked for events once. */
  macrotask(fn: () => void): void;
  /** Runs `fn` after `ms`; returns what clearTimer takes. */
  setTimer(fn: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** What the host is given for all that is ours, so that greenspool/monkey can tell it from callbacks of the program. */
export function callFromLoop(fn: () => void): void {
  fn();
}

/** The longest delay that hosts accept: what is longer rings at once. The hub looks again then. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

export const hostLoop: EventLoop = {
  now: () => performance.now(),
  microtask: (fn) => queueMicrotask(fn),
  macrotask: makeMacrotask(),
  // a host's timers count whole milliseconds and may be early by a fraction of one
  setTimer: (fn, ms) => setTimeout(callFromLoop, Math.min(Math.ceil(ms), MAX_DELAY_MS), fn),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

function makeMacrotask(): (fn: () => void) => void {
  if (typeof setImmediate === 'function') return (fn) => void setImmediate(callFromLoop, fn);
  if (typeof MessageChannel !== 'function') return (fn) => void setTimeout(callFromLoop, 0, fn);
  const { port1, port2 } = new MessageChannel();
  const queue: (() => void)[] = [];
  port1.onmessage = () => queue.shift()?.();
  return (fn) => {
    queue.push(fn);
    port2.postMessage(0);
  };
}
