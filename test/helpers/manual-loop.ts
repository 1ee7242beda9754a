/** An event loop with a clock of its own: nothing happens until the test says so. */
import type { EventLoop } from '../../build/hub/event-loop.js';
import { useEventLoop } from '../../build/hub/hub.js';

interface Timer {
  at: number;
  fn: () => void;
}

export class ManualLoop implements EventLoop {
  #time = 1000;
  readonly #queue: (() => void)[] = [];
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#time;
  }

  microtask(fn: () => void): void {
    this.#queue.push(fn);
  }

  macrotask(fn: () => void): void {
    this.#queue.push(fn);
  }

  setTimer(fn: () => void, ms: number): Timer {
    const timer = { at: this.#time + ms, fn };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  /** Runs everything that is queued, without time passing. */
  flush(): void {
    for (let fn = this.#queue.shift(); fn !== undefined; fn = this.#queue.shift()) fn();
  }

  /** Lets `ms` milliseconds pass, timer by timer. */
  advance(ms: number): void {
    const end = this.#time + ms;
    this.flush();
    for (let timer = this.#due(end); timer !== undefined; timer = this.#due(end)) {
      this.#timers.delete(timer);
      this.#time = Math.max(this.#time, timer.at);
      timer.fn();
      this.flush();
    }
    this.#time = end;
  }

  get nTimers(): number {
    return this.#timers.size;
  }

  #due(end: number): Timer | undefined {
    return [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Puts a manual loop in the host's place; `restore` puts the host's back. */
export function withManualLoop(): { loop: ManualLoop; restore: () => void } {
  const loop = new ManualLoop();
  const before = useEventLoop(loop);
  return { loop, restore: () => void useEventLoop(before) };
}
