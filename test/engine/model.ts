/**
 * The plain model: what the engine promises, in arrays and without a thought for speed. Model and engine are driven by
 * the same commands and must show the same at every step.
 */
import { KIND, OUTCOME } from './host.js';
import { CHANNELS, N_EVENTS, N_SEMAPHORES, type Op, type Port, perform } from './ops.js';

type State = 'new' | 'ready' | 'running' | 'parked' | 'dead';

interface Actor {
  readonly index: number;
  readonly kind: number;
  readonly steps: Iterator<void, void, void>;
  state: State;
  outcome: number;
  value: number;
  wakePending: boolean;
  queue: Actor[] | null;
  permit: ModelSemaphore | null;
  item: ModelChannel | null;
  timer: ModelTimer | null;
  readonly joiners: Actor[];
}

interface ModelSemaphore {
  count: number;
  waiting: Actor[];
}
interface ModelEvent {
  isSet: boolean;
  waiting: Actor[];
}
interface ModelChannel {
  capacity: number;
  items: number[];
  nReserved: number;
  closed: boolean;
  receivers: Actor[];
  senders: Actor[];
}
interface ModelTimer {
  deadline: number;
  order: number;
  actor: Actor | null;
  payload: number;
}

/** What a command does, to the model and to the engine alike, and what can be seen then. */
export interface World {
  create(kind: number, script: readonly Op[]): void;
  run(budget: number): number;
  advance(ms: number): void;
  wake(actor: number): void;
  schedule(actor: number): void;
  cancelWait(actor: number): void;
  kill(actor: number): void;
  /** The host resumes one of its own greenlets without the run loop. */
  claim(actor: number): void;
  release(semaphore: number, n: number): void;
  tryAcquire(semaphore: number): boolean;
  set(event: number): void;
  clear(event: number): void;
  trySend(channel: number): number;
  tryReceive(channel: number): number;
  close(channel: number): void;
  timerSet(ms: number): void;
  timerCancel(which: number): boolean;
  fireTimers(): number;
  observe(): Observation;
}

export interface Observation {
  readonly trace: readonly string[];
  readonly states: readonly State[];
  readonly nReady: number;
  readonly nAlive: number;
  readonly nTimers: number;
  readonly nextDeadline: number;
  readonly permits: readonly number[];
  readonly isSet: readonly boolean[];
  readonly items: readonly number[];
}

export class Model implements World {
  now = 0;
  readonly actors: Actor[] = [];
  readonly trace: string[] = [];
  private ready: Actor[] = [];
  private timers: ModelTimer[] = [];
  private readonly hostTimers: ModelTimer[] = [];
  private nTimersSet = 0;
  private nValues = 0;
  private readonly semaphores = Array.from({ length: N_SEMAPHORES }, (): ModelSemaphore => ({ count: 1, waiting: [] }));
  private readonly events = Array.from({ length: N_EVENTS }, (): ModelEvent => ({ isSet: false, waiting: [] }));
  private readonly channels = CHANNELS.map(
    (capacity): ModelChannel => ({ capacity, items: [], nReserved: 0, closed: false, receivers: [], senders: [] }),
  );

  // ---- commands

  create(kind: number, script: readonly Op[]): void {
    const index = this.actors.length;
    const steps = this.body(index, script);
    const links = { queue: null, permit: null, item: null, timer: null, joiners: [] };
    const actor: Actor = { index, kind, steps, state: 'new', outcome: 0, value: 0, wakePending: false, ...links };
    this.actors.push(actor);
    this.makeReady(actor);
  }

  run(budget: number): number {
    const before = this.nTimersSet;
    let n = 0;
    while (n < budget) {
      const actor = this.ready.shift();
      if (actor === undefined) {
        if (this.fireTimers(before) === 0) break;
        continue;
      }
      n++;
      this.resume(actor);
    }
    return n;
  }

  advance(ms: number): void {
    this.now += ms;
  }

  wake(which: number): void {
    const value = this.newValue();
    const actor = this.actors[which] as Actor;
    if (this.wakeActor(actor, OUTCOME.WOKEN)) actor.value = value;
  }

  schedule(which: number): void {
    const actor = this.actors[which] as Actor;
    if (actor.state !== 'parked') return;
    this.cancel(actor);
    actor.outcome = OUTCOME.WOKEN;
    this.makeReady(actor);
  }

  cancelWait(which: number): void {
    this.cancel(this.actors[which] as Actor);
  }

  kill(which: number): void {
    const actor = this.actors[which] as Actor;
    if (actor.state !== 'dead') this.end(actor, actor.kind === KIND.WASM ? OUTCOME.KILLED : OUTCOME.GRANTED);
  }

  claim(which: number): void {
    const actor = this.actors[which] as Actor;
    this.cancel(actor);
    this.ready = this.ready.filter((other) => other !== actor);
    actor.outcome = OUTCOME.WOKEN;
    this.step(actor);
  }

  release(which: number, n: number): void {
    const semaphore = this.semaphores[which] as ModelSemaphore;
    for (; n > 0; n--) {
      const actor = this.dequeue(semaphore.waiting);
      if (actor === undefined) semaphore.count++;
      else {
        actor.permit = semaphore;
        this.wakeActor(actor, OUTCOME.GRANTED);
      }
    }
  }

  tryAcquire(which: number): boolean {
    const semaphore = this.semaphores[which] as ModelSemaphore;
    if (semaphore.count === 0) return false;
    semaphore.count--;
    return true;
  }

  set(which: number): void {
    const event = this.events[which] as ModelEvent;
    event.isSet = true;
    for (let actor = this.dequeue(event.waiting); actor !== undefined; actor = this.dequeue(event.waiting)) {
      this.wakeActor(actor, OUTCOME.GRANTED);
    }
  }

  clear(which: number): void {
    (this.events[which] as ModelEvent).isSet = false;
  }

  trySend(which: number): number {
    return this.send(which, null, this.newValue());
  }

  tryReceive(which: number): number {
    const [done, item] = this.receive(which, null);
    return done > 0 ? item : done;
  }

  close(which: number): void {
    const channel = this.channels[which] as ModelChannel;
    channel.closed = true;
    for (const queue of [channel.senders, channel.receivers]) {
      for (let actor = this.dequeue(queue); actor !== undefined; actor = this.dequeue(queue)) {
        this.wakeActor(actor, OUTCOME.CLOSED);
      }
    }
  }

  timerSet(ms: number): void {
    this.hostTimers.push(this.addTimer(this.now + ms, null, this.hostTimers.length));
  }

  timerCancel(which: number): boolean {
    const timer = this.hostTimers[which] as ModelTimer;
    return this.removeTimer(timer);
  }

  fireTimers(before = this.nTimersSet): number {
    let n = 0;
    for (;;) {
      const timer = this.timers[0];
      if (timer === undefined || timer.deadline > this.now || timer.order >= before) return n;
      this.timers.shift();
      n++;
      if (timer.actor === null) this.trace.push(`timer ${timer.payload}`);
      else {
        timer.actor.timer = null;
        this.wakeActor(timer.actor, OUTCOME.TIMED_OUT);
      }
    }
  }

  observe(): Observation {
    return {
      trace: this.trace,
      states: this.actors.map((actor) => actor.state),
      nReady: this.ready.length,
      nAlive: this.actors.filter((actor) => actor.state !== 'dead').length,
      nTimers: this.timers.length,
      nextDeadline: this.timers[0]?.deadline ?? Number.POSITIVE_INFINITY,
      permits: this.semaphores.map((semaphore) => semaphore.count),
      isSet: this.events.map((event) => event.isSet),
      items: this.channels.map((channel) => channel.items.length),
    };
  }

  get nHostTimers(): number {
    return this.hostTimers.length;
  }

  // ---- what actors ask for

  private *body(index: number, script: readonly Op[]): Generator<void, void, void> {
    const port = this.portOf(index);
    for (const op of script) {
      const result = yield* perform(port, op);
      if (Number.isNaN(result)) return; // it killed itself
      this.trace.push(`${index} ${op.name} ${result}`);
    }
  }

  private portOf(index: number): Port {
    const me = () => this.actors[index] as Actor;
    return {
      now: () => this.now,
      park: (deadline) => this.park(me(), deadline),
      yieldNow: () => this.makeReady(me()),
      outcome: () => me().outcome,
      value: () => me().value,
      clearValue: () => {
        if (!me().wakePending) me().value = 0;
      },
      join: (actor) => this.join(me(), actor),
      acquire: (which) =>
        this.tryAcquire(which) || this.enqueue((this.semaphores[which] as ModelSemaphore).waiting, me()),
      release: (which) => this.release(which, 1),
      wait: (which) =>
        (this.events[which] as ModelEvent).isSet || this.enqueue((this.events[which] as ModelEvent).waiting, me()),
      set: (which) => this.set(which),
      clear: (which) => this.clear(which),
      send: (which, value) => this.send(which, me(), value),
      receive: (which) => this.receive(which, me())[0],
      close: (which) => this.close(which),
      wake: (actor) => this.wake(actor),
      kill: (actor) => {
        if ((this.actors[actor] as Actor).kind === KIND.WASM) this.kill(actor);
        return actor === index && me().kind === KIND.WASM;
      },
      nActors: () => this.actors.length,
      newValue: () => this.newValue(),
    };
  }

  newValue(): number {
    return ++this.nValues;
  }

  /** False: a wake had come before, and a wasm greenlet goes on at once; a host one goes to the end of the queue. */
  private park(actor: Actor, deadline: number): boolean {
    if (actor.wakePending) {
      actor.wakePending = false;
      if (actor.queue !== null) this.leave(actor);
      if (actor.kind === KIND.WASM) return false;
      this.makeReady(actor);
      return true;
    }
    actor.state = 'parked';
    if (deadline < Number.POSITIVE_INFINITY) actor.timer = this.addTimer(deadline, actor, -1);
    return true;
  }

  private join(actor: Actor, which: number): boolean {
    const target = this.actors[which] as Actor;
    if (target.state === 'dead') return false;
    this.enqueue(target.joiners, actor);
    return true;
  }

  private send(which: number, actor: Actor | null, value: number): number {
    const channel = this.channels[which] as ModelChannel;
    if (channel.closed) return -1;
    const receiver = this.dequeue(channel.receivers);
    if (receiver === undefined && this.isFull(channel)) {
      if (actor === null) return 0;
      actor.value = value;
      this.enqueue(channel.senders, actor);
      return 0;
    }
    channel.items.push(value);
    if (receiver !== undefined) this.reserve(channel, receiver);
    return 1;
  }

  private receive(which: number, actor: Actor | null): [number, number] {
    const channel = this.channels[which] as ModelChannel;
    if (channel.items.length === channel.nReserved && !this.admit(channel)) {
      if (channel.closed) return [-1, 0];
      if (actor !== null) this.enqueue(channel.receivers, actor);
      return [0, 0];
    }
    const item = channel.items.shift() as number;
    if (!this.isFull(channel)) this.admit(channel);
    if (actor !== null) actor.value = item;
    return [1, item];
  }

  private isFull(channel: ModelChannel): boolean {
    return channel.items.length - channel.nReserved >= channel.capacity;
  }

  private admit(channel: ModelChannel): boolean {
    const sender = this.dequeue(channel.senders);
    if (sender === undefined) return false;
    channel.items.push(sender.value);
    this.wakeActor(sender, OUTCOME.GRANTED);
    return true;
  }

  private reserve(channel: ModelChannel, receiver: Actor): void {
    channel.nReserved++;
    receiver.item = channel;
    this.wakeActor(receiver, OUTCOME.GRANTED);
  }

  // ---- states

  private resume(actor: Actor): void {
    actor.permit = null;
    if (actor.item !== null) {
      actor.item.nReserved--;
      actor.value = actor.item.items.shift() as number;
      actor.item = null;
    }
    this.step(actor);
  }

  private step(actor: Actor): void {
    actor.state = 'running';
    const { done } = actor.steps.next();
    if (done && (actor.state as State) !== 'dead') this.end(actor, OUTCOME.GRANTED);
  }

  private makeReady(actor: Actor): void {
    actor.state = 'ready';
    this.ready.push(actor);
  }

  private wakeActor(actor: Actor, outcome: number): boolean {
    if (actor.state !== 'parked' && actor.state !== 'running') return false;
    if (actor.timer !== null) this.removeTimer(actor.timer);
    actor.timer = null;
    if (actor.queue !== null) this.leave(actor);
    actor.outcome = outcome;
    if (actor.state === 'parked') this.makeReady(actor);
    else actor.wakePending = true;
    return true;
  }

  /** Undoes all it waits in; what it was granted goes to the next. */
  private cancel(actor: Actor): void {
    if (actor.timer !== null) this.removeTimer(actor.timer);
    if (actor.queue !== null) this.leave(actor);
    const { permit, item } = actor;
    actor.timer = actor.permit = actor.item = null;
    actor.wakePending = false;
    if (permit !== null) this.release(this.semaphores.indexOf(permit), 1);
    if (item !== null) {
      item.nReserved--;
      const next = this.dequeue(item.receivers);
      if (next !== undefined) this.reserve(item, next);
    }
  }

  private end(actor: Actor, outcome: number): void {
    if (outcome !== OUTCOME.GRANTED) actor.value = 0;
    this.ready = this.ready.filter((other) => other !== actor);
    actor.state = 'running';
    this.cancel(actor);
    actor.state = 'dead';
    for (let joiner = this.dequeue(actor.joiners); joiner !== undefined; joiner = this.dequeue(actor.joiners)) {
      joiner.value = actor.value;
      this.wakeActor(joiner, outcome);
    }
  }

  // ---- queues and timers

  private enqueue(queue: Actor[], actor: Actor): false {
    queue.push(actor);
    actor.queue = queue;
    return false;
  }

  private dequeue(queue: Actor[]): Actor | undefined {
    const actor = queue.shift();
    if (actor !== undefined) actor.queue = null;
    return actor;
  }

  private leave(actor: Actor): void {
    const queue = actor.queue as Actor[];
    queue.splice(queue.indexOf(actor), 1);
    actor.queue = null;
  }

  private addTimer(deadline: number, actor: Actor | null, payload: number): ModelTimer {
    const timer = { deadline, order: this.nTimersSet++, actor, payload };
    const at = this.timers.findIndex((other) => other.deadline > deadline);
    this.timers.splice(at < 0 ? this.timers.length : at, 0, timer);
    return timer;
  }

  private removeTimer(timer: ModelTimer): boolean {
    const at = this.timers.indexOf(timer);
    if (at >= 0) this.timers.splice(at, 1);
    return at >= 0;
  }
}
