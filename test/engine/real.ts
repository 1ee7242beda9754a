/** The engine under the commands of the model-based test, with wasm actors and host actors side by side. */
import { Host, KIND, STATE } from './host.js';
import type { Observation, World } from './model.js';
import { CHANNELS, encode, N_EVENTS, N_SEMAPHORES, OPS, type Op, type Port, perform } from './ops.js';

interface Actor {
  readonly kind: number;
  readonly id: number;
  readonly steps: Iterator<void, void, void> | null;
}

const STATES = ['dead', 'new', 'ready', 'running', 'parked'] as const;

export class Real implements World {
  private readonly host: Host;
  private readonly scripts: (readonly Op[])[] = [];
  private readonly positions: number[] = [];
  private readonly actors: Actor[] = [];
  private readonly trace: string[] = [];
  private readonly timerHandles: number[] = [];
  private readonly semaphores: number[];
  private readonly events: number[];
  private readonly channels: number[];
  private nValues = 0;
  /** Slots of host greenlets that were woken while they ran. */
  private readonly wakePending = new Set<number>();

  constructor(module: WebAssembly.Module) {
    this.host = new Host(module, {
      next: (index: number) => this.next(index),
      did: (index: number, op: number, result: number) => void this.trace.push(`${index} ${OPS[op & 255]} ${result}`),
      idOf: (which: number) => this.actors[which % this.actors.length]?.id,
      semaphore: (which: number) => this.semaphores[which % N_SEMAPHORES],
      event: (which: number) => this.events[which % N_EVENTS],
      channel: (which: number) => this.channels[which % CHANNELS.length],
      newValue: () => ++this.nValues,
    });
    const e = this.host.engine;
    this.host.onResume = (slot) => this.resume(slot);
    this.host.onFired = (payload) => void this.trace.push(`timer ${payload}`);
    this.semaphores = Array.from({ length: N_SEMAPHORES }, () => e.semNew(1));
    this.events = Array.from({ length: N_EVENTS }, () => e.eventNew());
    this.channels = CHANNELS.map((capacity) => e.channelNew(capacity));
  }

  create(kind: number, script: readonly Op[]): void {
    const index = this.scripts.length;
    this.scripts.push(script);
    this.positions.push(0);
    const e = this.host.engine;
    const id = kind === KIND.WASM ? this.host.call('spawnActor', index) : e.idOf(e.spawnHost());
    this.wakePending.delete(e.slotOf(id));
    this.actors.push({ kind, id, steps: kind === KIND.WASM ? null : this.body(index, e.slotOf(id), script) });
  }

  run(budget: number): number {
    return this.host.engine.run(budget, this.host.nowMs);
  }

  advance(ms: number): void {
    this.host.nowMs += ms;
  }

  wake(which: number): void {
    const e = this.host.engine;
    const value = ++this.nValues;
    const slot = this.slotOf(which);
    if (!e.wake(slot)) return;
    e.setValue(slot, value);
    if (e.stateOf(slot) === STATE.RUNNING) this.wakePending.add(slot);
  }

  schedule(which: number): void {
    this.host.engine.schedule(this.slotOf(which));
  }

  cancelWait(which: number): void {
    this.wakePending.delete(this.slotOf(which));
    this.host.engine.cancelWait(this.slotOf(which));
  }

  kill(which: number): void {
    const slot = this.slotOf(which);
    this.wakePending.delete(slot);
    if (this.actors[which]?.kind === KIND.WASM) this.host.engine.kill(slot);
    else this.host.engine.release(slot);
  }

  claim(which: number): void {
    const e = this.host.engine;
    const slot = this.slotOf(which);
    this.wakePending.delete(slot);
    e.claim(slot);
    e.setCurrent(slot);
    this.resume(slot);
    e.setCurrent(0);
  }

  release(which: number, n: number): void {
    this.host.engine.semRelease(this.semaphores[which] as number, n);
  }

  tryAcquire(which: number): boolean {
    return this.host.engine.semAcquireHost(this.semaphores[which] as number, 0) === 1;
  }

  set(which: number): void {
    this.host.engine.eventSet(this.events[which] as number);
  }

  clear(which: number): void {
    this.host.engine.eventClear(this.events[which] as number);
  }

  trySend(which: number): number {
    return this.host.engine.channelSendHost(this.channels[which] as number, 0, ++this.nValues);
  }

  tryReceive(which: number): number {
    const done = this.host.engine.channelReceiveHost(this.channels[which] as number, 0);
    return done > 0 ? this.host.engine.valueOf(0) : done;
  }

  close(which: number): void {
    this.host.engine.channelClose(this.channels[which] as number);
  }

  timerSet(ms: number): void {
    this.timerHandles.push(this.host.engine.timerSet(this.host.nowMs + ms, this.timerHandles.length));
  }

  timerCancel(which: number): boolean {
    return this.host.engine.timerCancel(this.timerHandles[which] as number) === 1;
  }

  fireTimers(): number {
    return this.host.engine.fireTimers(this.host.nowMs);
  }

  observe(): Observation {
    const e = this.host.engine;
    return {
      trace: this.trace,
      states: this.actors.map((actor) => STATES[e.stateOf(e.slotOf(actor.id))] ?? 'dead'),
      nReady: e.nReady(),
      nAlive: e.nAlive(),
      nTimers: e.nTimers(),
      nextDeadline: e.nextDeadline(),
      permits: this.semaphores.map((ptr) => e.semCount(ptr)),
      isSet: this.events.map((ptr) => e.eventIsSet(ptr) === 1),
      items: this.channels.map((ptr) => e.channelCount(ptr)),
    };
  }

  // ---- actors

  private next(index: number): number {
    const script = this.scripts[index] as readonly Op[];
    const op = script[this.positions[index] as number];
    this.positions[index] = (this.positions[index] as number) + 1;
    return op === undefined ? -1 : encode(op);
  }

  private resume(slot: number): number {
    const e = this.host.engine;
    const id = e.idOf(slot);
    const actor = this.actors.find((one) => one.id === id);
    if (actor?.steps?.next().done && e.slotOf(id) !== 0 && e.stateOf(slot) === STATE.RUNNING) e.release(slot);
    return 0;
  }

  private *body(index: number, slot: number, script: readonly Op[]): Generator<void, void, void> {
    const port = this.portOf(slot);
    for (const op of script) {
      const result = yield* perform(port, op);
      if (Number.isNaN(result)) return;
      this.trace.push(`${index} ${op.name} ${result}`);
    }
  }

  private portOf(slot: number): Port {
    const e = this.host.engine;
    return {
      now: () => this.host.nowMs,
      park: (deadline) => {
        if (!e.sleepHost(slot, 16, deadline)) this.wakePending.delete(slot);
        return true; // with a wake pending it is ready again, and goes on when its turn comes
      },
      yieldNow: () => e.yieldHost(slot),
      outcome: () => e.outcomeOf(slot),
      value: () => e.valueOf(slot),
      clearValue: () => this.clearValue(slot),
      join: (actor) => e.joinHost(slot, this.actors[actor]?.id ?? 0) === 1,
      acquire: (which) => e.semAcquireHost(this.semaphores[which] as number, slot) === 1,
      release: (which) => this.release(which, 1),
      wait: (which) => e.eventWaitHost(this.events[which] as number, slot) === 1,
      set: (which) => this.set(which),
      clear: (which) => this.clear(which),
      send: (which, value) => e.channelSendHost(this.channels[which] as number, slot, value),
      receive: (which) => e.channelReceiveHost(this.channels[which] as number, slot),
      close: (which) => this.close(which),
      wake: (actor) => this.wake(actor),
      kill: (actor) => {
        if (this.actors[actor]?.kind === KIND.WASM) this.kill(actor);
        return false; // an operation of a host greenlet
      },
      nActors: () => this.actors.length,
      newValue: () => ++this.nValues,
    };
  }

  /** As the library's park does it: what a wake brought that came before is kept. */
  private clearValue(slot: number): void {
    if (!this.wakePending.has(slot)) this.host.engine.setValue(slot, 0);
  }

  private slotOf(which: number): number {
    return this.host.engine.slotOf((this.actors[which] as Actor).id);
  }
}
