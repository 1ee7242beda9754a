/**
 * Greenlet: a body with a stack of its own, a parent, and a result.
 *
 *     new ──start/switch──▶ started ──last frame returns or throws──▶ dead (value or exception)
 *      └────────────kill, throw: ends without having run───────────────▲
 * The result goes to the parent, or to the nearest living ancestor; a spawned greenlet's parent is the hub, which keeps
 * failures that nobody observes for a report. What is rare (a name, a kill under way, ...) is in `rare` (frames/rare.ts), and
 * the arguments lie where the result comes to lie, so that a greenlet is small.
 */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { notAFunction } from '../errors/misuse.js';
import { AWAY, Continuation, KIND } from '../frames/continuation.js';
import { machine, TOKEN, UNWINDING } from '../frames/machine.js';
import { trampoline } from '../frames/trampoline.js';
import { inheritScope } from '../hub/async-context.js';
import { bind, kick, now } from '../hub/hub.js';
import { append, type Observer, type Waitable, without } from '../hub/observer.js';
import { abandonWait, knowSlot, takeWake } from '../hub/wait.js';
import { type Body, checkBody, kindOf } from './body.js';
import { getCurrent } from './current.js';
import { firstFrame, ownRun } from './first-frame.js';
import { GreenletExit, isExit } from './greenlet-exit.js';
import { checkDelay, type GetOptions, get, join, PromiseObserver } from './joining.js';
import { type KillOptions, kill } from './killing.js';
import { letGo } from './letting-go.js';
import { life } from './life.js';
import { checkLink, Link, type Linked } from './links.js';
import { canTake, checkParent, livingAncestor } from './parents.js';
import { alreadyStarted, BRAND } from './refusals.js';
import { reportUnobserved } from './report.js';
import { addSpawnCallback, removeSpawnCallback, type SpawnCallback, tellSpawned } from './spawn-callbacks.js';
import { currentNode, type SpawnNode, type TreeLocals, treeOf } from './spawn-tree.js';
import { transfer } from './switching.js';

/** A suspended activation as `stack()` shows it, innermost first. */
export interface StackFrame {
  name: string;
  /** Where its pending call is, for compiled functions. Lines count from 1, columns from 1. */
  file?: string;
  line?: number;
  column?: number;
}

const NO_ARGUMENTS: unknown[] = [];
// V8 reads an imported constant again at each use, but knows those of the module itself: for the path of a light switch
const state = machine;
const token = TOKEN;
const unwinding = UNWINDING;
const free = AWAY.FREE;
let nextId = 1;

// what `state` of a greenlet holds
/** @internal */
export const STARTED = 1;
const DEAD = 2;
const FAILED = 4;
/** Somebody knows, or will know, how it ended. */
const OBSERVED = 8;
/** A promise of its result was handed to the program outside all greenlets. */
const AWAITED = 16;
/** The bits above are the kind. */
const KIND_SHIFT = 5;
const FLAGS = 31;

/** The parent of those that are spawned; null only while the hub itself is being made. */
let hub: Greenlet | null = null;

export function setHubGreenlet(wanted: Greenlet): void {
  hub = wanted;
}

// biome-ignore lint/suspicious/noExplicitAny: greenlets of every result go into one list
export class Greenlet<T = any> extends Continuation implements PromiseLike<T>, Waitable {
  /** Unique in this thread, never used again. */
  readonly id: number = nextId++;
  /** @internal STARTED, DEAD, FAILED, OBSERVED, AWAITED, and the kind above them. */
  _state = 0; // KIND.PLAIN
  /** Null for a subclass with a `run` method, until it begins. */
  #body: Body | null;
  #parent: Greenlet | null;
  /** Before the start the arguments, after the end the value or the error. */
  #result: unknown;
  #observers: Observer | null = null;
  #spawner: SpawnNode | null;

  /**
   * A greenlet that has not started, of a function and its arguments, or, in a subclass, of its method `run` (generator,
   * async, or a compiled plain function). `start()` gives it to the hub, or somebody switches to it. The parent is the
   * hub unless another one is given. Throws GS_NOT_A_FUNCTION.
   *
   * @example
   * class Worker extends Greenlet { *run() { yield sleep(5); return 'done' } }
   * console.log(await new Worker().start()); // prints done
   */
  constructor(body?: Body, args: unknown[] = NO_ARGUMENTS, parent: Greenlet | null = hub) {
    super();
    if (body !== undefined) this._kind = kindOf(checkBody('new Greenlet', body));
    else if (new.target === Greenlet) throw notAFunction('new Greenlet', body);
    this.#body = body ?? null;
    this.#result = args;
    this.#parent = parent;
    this.#spawner = currentNode();
    this._scope = inheritScope();
    if (life !== null && parent !== null) life.made(this, getCurrent());
  }

  /** What a subclass runs when no function was given to its constructor. */
  // biome-ignore lint/suspicious/noExplicitAny: a body takes what its author likes
  run?(...args: any[]): unknown;

  /** @internal */
  get _kind(): number {
    return this._state >> KIND_SHIFT;
  }

  /** @internal */
  set _kind(kind: number) {
    this._state = (this._state & FLAGS) | (kind << KIND_SHIFT);
  }

  /** True from the moment the body first runs (or was ended before that). */
  get started(): boolean {
    return (this._state & STARTED) !== 0;
  }

  /** True when it is over. */
  get dead(): boolean {
    return (this._state & DEAD) !== 0;
  }

  /** @internal The name of the function that it runs. */
  get _bodyName(): string {
    return this.#body?.name ?? '';
  }

  /** What dumps and messages call it: the body's name and the id, unless it was given one. */
  get name(): string {
    return (
      this._rare.name ?? `${this.#body === null ? this.constructor.name : this._bodyName || 'greenlet'}#${this.id}`
    );
  }

  set name(name: string) {
    this._ownRare.name = name;
  }

  /** Who gets the result. Setting it throws GS_PARENT_CYCLE for a descendant and GS_BAD_ARGUMENT for no greenlet. */
  get parent(): Greenlet | null {
    return this.#parent;
  }

  set parent(parent: Greenlet | null) {
    this.#parent = checkParent(this, parent);
  }

  /** The greenlet that made it, while that one lives; undefined when it was made outside all greenlets. */
  get spawnedBy(): Greenlet | undefined {
    return this.#spawner?.greenlet ?? undefined;
  }

  /** @internal */
  get _spawner(): SpawnNode | null {
    return this.#spawner;
  }

  /**
   * Values that all greenlets of one spawn tree share: the first one that was made outside all greenlets, those it has
   * made, those they have made, and so on.
   */
  get treeLocals(): TreeLocals {
    return treeOf(this);
  }

  /**
   * Calls `callback(greenlet)` for every greenlet that is started or spawned from now on, before it runs. It may not block;
   * what it throws is reported.
   */
  static addSpawnCallback(callback: SpawnCallback): void {
    addSpawnCallback(callback);
  }

  /** Takes a spawn callback back. */
  static removeSpawnCallback(callback: SpawnCallback): void {
    removeSpawnCallback(callback);
  }

  /** @internal Marks greenlets of every copy of this library. */
  get [BRAND](): true {
    return true;
  }

  /** @internal False for one of wasm that waits inside wasm: no value of JS can arrive there. */
  get _canBeReached(): boolean {
    return true;
  }

  /** @internal Only frames in the engine are left of it, which cannot catch. */
  get _isAllWasm(): boolean {
    return false;
  }

  /** True when it is over and was not a failure. */
  successful(): boolean {
    return (this._state & (DEAD | FAILED)) === DEAD;
  }

  /** True when it is over. */
  ready(): boolean {
    return this.dead;
  }

  /** The result once it is over and successful, otherwise undefined. */
  get value(): T | undefined {
    return this.successful() ? (this.#result as T) : undefined;
  }

  /** The error that ended it, otherwise undefined. Who reads it has seen the failure: it is not reported. */
  get exception(): unknown {
    if (this.dead) this._state |= OBSERVED;
    return this._failedWith;
  }

  /** @internal The same, of which nobody takes notice. */
  get _failedWith(): unknown {
    return (this._state & FAILED) === 0 ? undefined : this.#result;
  }

  /**
   * Switches to this greenlet, and away from the current one until somebody switches back. No argument arrives as
   * undefined, one as itself, several as an array; for a body's first run they are its arguments. A dead child's result
   * arrives the same way. In a generator body write `yield g.switch(v)`, in an async body `await`; main gets the value
   * at once.
   *
   * Throws GS_DEAD, GS_SELF_SWITCH, GS_OTHER_RUNTIME, GS_MAIN_BLOCKED (from main, when it parks instead), GS_BARRIER.
   *
   * @example
   * const echo = greenlet(function* (v) { for (;;) v = yield echo.parent.switch(v * 2) });
   * console.log(echo.switch(1), echo.switch(5)); // prints 2 10
   */
  // biome-ignore lint/suspicious/noExplicitAny: what comes back depends on the body it is called from
  switch(...args: unknown[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  switch(value?: unknown): any {
    const from = state.current;
    // biome-ignore lint/complexity/noArguments: it costs no object in optimised code when it is only handed on
    const given = arguments as unknown as unknown[];
    if (given.length > 1 || this._away !== free || !from._isLight || $gsm !== 0) return slowly.apply(this, given);
    if (from._slot !== 0) engine().parkHost(from._slot, REASON.SWITCH);
    from._away = free;
    state.to = this;
    this._cargo = value;
    $gsm = unwinding;
    return token;
  }

  /**
   * Switches to this greenlet with an error thrown at its pending call; without an argument a GreenletExit. A greenlet
   * that was not started ends without running. Throws as `switch` does.
   */
  // biome-ignore lint/suspicious/noExplicitAny: as switch
  throw(error: unknown = new GreenletExit()): any {
    return transfer(this, 'throw', NO_ARGUMENTS, error, true);
  }

  /** Puts it into the ready queue for its first run. Throws GS_STARTED the second time. Does not switch. */
  start(): this {
    if (this.started || this._slot !== 0) throw alreadyStarted(this);
    this._slot = engine().spawnHost();
    bind(this._slot, this);
    kick();
    tellSpawned(this);
    return this;
  }

  /** Starts it after `ms` milliseconds; a kill before then means that it never runs. Throws as `start`. */
  startLater(ms: number): this {
    checkDelay('startLater', ms);
    if (this.started || this._slot !== 0) throw alreadyStarted(this);
    knowSlot(this);
    try {
      engine().sleepHost(this._slot, REASON.START, now() + ms);
    } catch (error) {
      this._end(error, true); // no memory for the timer
      throw error;
    }
    kick();
    tellSpawned(this);
    return this;
  }

  /** Blocks until it is over, at most `timeout` ms; true when it is over. Counts as observing a failure. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  join(timeout?: number): any {
    return join(this, timeout);
  }

  /** Blocks for the result and returns it, or throws the error that ended it; Timeout when it took too long. */
  // biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
  get(options?: GetOptions): any {
    return get(this, options);
  }

  /**
   * Ends it: `error` (a GreenletExit when none is given) is thrown at its pending park, at once: it never runs one more
   * ordinary step. Blocks until it is over, unless `block: false`. Killing a dead greenlet does nothing.
   */
  // biome-ignore lint/suspicious/noExplicitAny: as join
  kill(error?: Error, options?: KillOptions): any {
    return kill(this, error ?? new GreenletExit(), options);
  }

  /**
   * Calls `callback(greenlet)` after the end, at once if it is over already. Each callback runs in a greenlet of its own, so
   * it may block; they start in the order of the links. A failure of one is reported and does not stop the others. An
   * AsyncResult in place of a function gets the result. Counts as
   * observing a failure. Throws GS_NOT_A_FUNCTION.
   *
   * @example
   * const g = spawn(() => 42);
   * g.link((ended) => console.log(ended.value)); // prints 42
   */
  link(callback: Linked<T>): void {
    this._observe(new Link(checkLink('link', callback), spawnLink, null));
  }

  /** As `link`, but only if it ends successfully. Does not count as observing a failure. */
  linkValue(callback: Linked<T>): void {
    this._observe(new Link(checkLink('linkValue', callback), spawnLink, true));
  }

  /** As `link`, but only if it fails. */
  linkException(callback: Linked<T>): void {
    this._observe(new Link(checkLink('linkException', callback), spawnLink, false));
  }

  /** Takes back all links of the callback. One that has been called, or is about to run in its greenlet, stays. */
  unlink(callback: Linked<T>): void {
    Greenlet.#unlinkIf(this, (link) => link.target === callback);
  }

  /** Takes back all links. */
  unlinkAll(): void {
    Greenlet.#unlinkIf(this, () => true);
  }

  static #unlinkIf(greenlet: Greenlet, matches: (link: Link) => boolean): void {
    for (let one = greenlet.#observers; one !== null; ) {
      const { next } = one;
      if (one instanceof Link && matches(one)) greenlet._unobserve(one);
      one = next;
    }
  }

  /** Ends it without waiting: its `finally` blocks run when the hub next runs. For a coroutine that is no longer needed. */
  dispose(): void {
    if (!this.dead && this._kind < KIND.MAIN) kill(this, new GreenletExit('disposed'), { block: false });
  }

  /** `using g = spawn(...)`: as dispose. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** `await using g = spawn(...)` in async code: kills it, and waits until it is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this._kind < KIND.MAIN) await kill(this, new GreenletExit('disposed'));
  }

  /** The suspended activations, innermost first; empty while it runs and when it is over. */
  stack(): StackFrame[] {
    const frames: StackFrame[] = [];
    if (machine.current === this) return frames;
    for (let frame = this._frames; frame !== null; frame = frame.next) {
      if (frame.isShown) frames.push({ name: frame.label || 'anonymous', ...frame.position });
    }
    return frames;
  }

  /** What loggers that serialise objects get. */
  toJSON(): { id: number; name: string; dead: boolean } {
    return { id: this.id, name: this.name, dead: this.dead };
  }

  /** Makes `await greenlet` work; ends with the result, or the error that ended it. */
  // biome-ignore lint/suspicious/noThenProperty: greenlets are thenable by design
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (getCurrent()._kind !== KIND.ASYNC) this._state |= AWAITED;
    const promise = new Promise<T>((resolve, reject) => this._observe(new PromiseObserver(resolve, reject)));
    return promise.then(onValue, onError);
  }

  /** @internal Tells the observer of the end, at once when it is over already. */
  _observe(observer: Observer): void {
    if (this.dead) Greenlet.#tell(this, observer);
    else this.#observers = append(this.#observers, observer);
  }

  /** @internal */
  _unobserve(observer: Observer): void {
    this.#observers = without(this.#observers, observer);
  }

  static #tell(greenlet: Greenlet, observer: Observer): void {
    if (observer.seesFailures) greenlet._state |= OBSERVED;
    observer.ended(greenlet);
  }

  /** @internal Somebody knows, or will know, how it ended. */
  get _observed(): boolean {
    return (this._state & OBSERVED) !== 0;
  }

  /** @internal Says so for an observer that needs not be told. */
  _markObserved(): void {
    this._state |= OBSERVED;
  }

  /** @internal A promise of its result was handed to the program outside all greenlets. */
  get _isAwaited(): boolean {
    return (this._state & AWAITED) !== 0;
  }

  /** @internal The engine's run loop: it is its turn. */
  _takeTurn(): number {
    takeWake(this);
    this._away = AWAY.NO; // wasm code may have woken it by its id
    trampoline(this);
    return 0;
  }

  /** @internal */
  _begin(failed: boolean): void {
    this._state |= STARTED;
    if (failed) return;
    const args = this.#result as unknown[];
    this.#result = undefined;
    this._frames = firstFrame(this, this.#body ?? ownRun(this), args);
    this._isLight = this._kind < KIND.ASYNC && this._scope === null;
  }

  /** @internal Its last frame is over. */
  _finish(value: unknown, failed: boolean): Continuation | null {
    const parent = livingAncestor(this.#parent);
    this._end(value, failed);
    const hasFailed = (this._state & FAILED) !== 0;
    if (!canTake(parent)) {
      if (hasFailed && !this._observed) reportUnobserved(this);
      return null;
    }
    machine.value = this.#result;
    machine.failed = hasFailed;
    machine.args = [this.#result];
    return parent;
  }

  /** @internal */
  _arrive(): void {
    const { args } = machine;
    machine.args = null;
    if (this._dying !== null) {
      machine.value = this._dying; // a kill is on its way to it
      machine.failed = true;
    }
    if (!this.started && args !== null && args.length > 0) this.#result = args;
    if (this._slot !== 0) this._abandonWait();
    this._away = AWAY.NO;
  }

  /** @internal It is over: keeps the result, gives back its slot, tells the observers. */
  _end(value: unknown, failed: boolean): void {
    this._state |= failed && !isExit(value) ? STARTED | DEAD | FAILED : STARTED | DEAD;
    this.#result = value;
    letGo(this);
    if (this._slot !== 0) {
      bind(this._slot, null);
      engine().release(this._slot);
      this._slot = 0;
    }
    for (let one = this.#observers; one !== null; one = this.#observers) {
      this.#observers = without(one, one);
      Greenlet.#tell(this, one);
    }
  }

  /** @internal */
  _abandonWait(): void {
    abandonWait(this);
  }
}

/** A callback of a link runs as a greenlet. */
function spawnLink(callback: Body, ended: Greenlet): void {
  const link = new Greenlet(callback, [ended]);
  link.name = `link of ${ended.name}`;
  link.start();
}

/** A switch in all its cases. */
function slowly(this: Greenlet, ...args: unknown[]): unknown {
  return transfer(this, 'switch', args, args.length > 1 ? args : args[0], false);
}
