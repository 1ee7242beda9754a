/**
 * Greenlet: a body with a stack of its own, a parent, and a result.
 *
 *     new ──start/switch──▶ started ──last frame returns or throws──▶ dead (value or exception)
 *      └────────────kill, throw: ends without having run───────────────▲
 * The result goes to the parent, or to the nearest living ancestor; a spawned greenlet's parent is the hub, which keeps
 * failures that nobody observes for a report.
 */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { badArgument, notAFunction } from '../errors/misuse.js';
import { AsyncFrame } from '../frames/async-frame.js';
import { BodyFrame } from '../frames/body-frame.js';
import { type AsyncScope, AWAY, Continuation, KIND } from '../frames/continuation.js';
import { dropFrames, type Frame } from '../frames/frame.js';
import { startGenerator } from '../frames/generator-frame.js';
import { machine, TOKEN, UNWINDING } from '../frames/machine.js';
import { trampoline } from '../frames/trampoline.js';
import { runAsOwner } from '../hub/async-context.js';
import { bind, kick } from '../hub/hub.js';
import { abandonWait, takeWake } from '../hub/wait.js';
import { getCurrent } from './current.js';
import { GreenletExit, isExit } from './greenlet-exit.js';
import { type GetOptions, get, join, Link, PromiseObserver } from './joining.js';
import { type KillOptions, kill } from './killing.js';
import { life } from './life.js';
import { append, type Observer, without } from './observer.js';
import { checkParent } from './parents.js';
import { alreadyStarted, BRAND, otherThread } from './refusals.js';
import { reportUnobserved } from './report.js';
import { transfer } from './switching.js';

// biome-ignore lint/suspicious/noExplicitAny: a body takes and returns what its author likes
export type Body<A extends any[] = any[]> = (...args: A) => unknown;

/** What a body's call ends with: the value of a generator's return, of a promise, or the value itself. */
export type Result<F extends Body> =
  ReturnType<F> extends Generator<unknown, infer R>
    ? R
    : ReturnType<F> extends PromiseLike<infer R>
      ? R
      : ReturnType<F>;

/** A suspended activation as `stack()` shows it, innermost first. */
export interface StackFrame {
  name: string;
  /** Where its pending call is, for compiled functions. Lines count from 1, columns from 1. */
  file?: string;
  line?: number;
  column?: number;
}

/** Serialisers read own properties: this one throws. */
const THREAD_GUARD = {
  get thread(): never {
    throw otherThread();
  },
};

const NO_ARGUMENTS: unknown[] = [];
// V8 reads an imported constant again at each use, but knows those of the module itself: for the path of a light switch
const state = machine;
const token = TOKEN;
const unwinding = UNWINDING;
const free = AWAY.FREE;
let nextId = 1;

// biome-ignore lint/suspicious/noExplicitAny: greenlets of every result go into one list
export class Greenlet<T = any> extends Continuation implements PromiseLike<T> {
  /** Unique in this thread, never used again. */
  readonly id: number = nextId++;
  /** @internal */
  kind: number;
  /** True from the moment the body first runs (or was ended before that). */
  started = false;
  dead = false;
  /** @internal Makes cloning for another thread an error instead of a dead copy. */
  readonly guard = THREAD_GUARD;
  #fn: Body;
  #args: unknown[];
  #name: string | null = null;
  #parent: Greenlet | null;
  #result: unknown = undefined;
  #failed = false;
  #observers: Observer | null = null;
  #observed = false;
  #awaited = false;

  /** @internal use `greenlet(fn)` or `spawn(fn, ...args)` */
  constructor(fn: Body, args: unknown[], parent: Greenlet | null, scope: AsyncScope | null) {
    super();
    this.#fn = fn;
    this.#args = args;
    this.kind = kindOf(fn);
    this.#parent = parent;
    this.scope = scope;
    if (life !== null && parent !== null) life.made(this, getCurrent());
  }

  /** What dumps and messages call it: the body's name and the id, unless it was given one. */
  get name(): string {
    return this.#name ?? `${this.#fn.name || 'greenlet'}#${this.id}`;
  }

  set name(name: string) {
    this.#name = name;
  }

  /** Who gets the result. Setting it throws GS_PARENT_CYCLE for a descendant and GS_BAD_ARGUMENT for no greenlet. */
  get parent(): Greenlet | null {
    return this.#parent;
  }

  set parent(parent: Greenlet | null) {
    this.#parent = checkParent(this, parent);
  }

  /** @internal Marks greenlets of every copy of this library. */
  get [BRAND](): true {
    return true;
  }

  /** @internal False for one of wasm that waits inside wasm: no value of JS can arrive there. */
  get canBeReached(): boolean {
    return true;
  }

  /** @internal Only frames in the engine are left of it, which cannot catch. */
  get isAllWasm(): boolean {
    return false;
  }

  /** True when it is over and was not a failure. */
  successful(): boolean {
    return this.dead && !this.#failed;
  }

  /** True when it is over. */
  ready(): boolean {
    return this.dead;
  }

  /** The result once it is over and successful, otherwise undefined. */
  get value(): T | undefined {
    return this.#failed ? undefined : (this.#result as T | undefined);
  }

  /** The error that ended it, otherwise undefined. Reading it does not count as observing the failure. */
  get exception(): unknown {
    return this.#failed ? this.#result : undefined;
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
    if (given.length > 1 || this.away !== free || !from.isLight || $gsm !== 0) return slowly.apply(this, given);
    if (from.slot !== 0) engine().parkHost(from.slot, REASON.SWITCH);
    from.away = free;
    from.to = this;
    this.sent = value;
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
    if (this.started || this.slot !== 0) throw alreadyStarted(this);
    this.slot = engine().spawnHost();
    bind(this.slot, this);
    kick();
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
   * Calls `callback(greenlet)` from the hub after the end, at once if it is over already; in the order of the links.
   * The callback may not block. Counts as observing a failure. What it throws is reported.
   */
  link(callback: (greenlet: Greenlet<T>) => void): void {
    this.observe(new Link(checkBody('link', callback)));
  }

  /** Takes a link back. */
  unlink(callback: (greenlet: Greenlet<T>) => void): void {
    this.unobserve((one) => one instanceof Link && one.callback === callback);
  }

  /** Ends it without waiting: its `finally` blocks run when the hub next runs. For a coroutine that is no longer needed. */
  dispose(): void {
    if (!this.dead && this.kind < KIND.MAIN) kill(this, new GreenletExit('disposed'), { block: false });
  }

  /** The suspended activations, innermost first; empty while it runs and when it is over. */
  stack(): StackFrame[] {
    const frames: StackFrame[] = [];
    if (machine.current === this) return frames;
    for (let frame = this.frames; frame !== null; frame = frame.next) {
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
    this.#awaited ||= getCurrent().kind !== KIND.ASYNC;
    const promise = new Promise<T>((resolve, reject) => this.observe(new PromiseObserver(resolve, reject)));
    return promise.then(onValue, onError);
  }

  /** @internal Tells the observer of the end, at once when it is over already. */
  observe(observer: Observer): void {
    this.#observed = true;
    if (this.dead) observer.ended(this);
    else this.#observers = append(this.#observers, observer);
  }

  /** @internal */
  unobserve(matches: (observer: Observer) => boolean): void {
    this.#observers = without(this.#observers, matches);
  }

  /** @internal Somebody will look at how it ended. */
  get observed(): boolean {
    return this.#observed;
  }

  /** @internal A promise of its result was handed to the program outside all greenlets. */
  get isAwaited(): boolean {
    return this.#awaited;
  }

  /** @internal The engine's run loop: it is its turn. */
  run(): number {
    takeWake(this);
    this.away = AWAY.NO; // wasm code may have woken it by its id
    trampoline(this);
    return 0;
  }

  /** @internal */
  begin(failed: boolean): void {
    this.started = true;
    if (failed) return;
    this.frames = this.#firstFrame(this.#fn, this.#args);
    this.#args = NO_ARGUMENTS;
    this.isLight = this.scope === null && this.kind < KIND.ASYNC;
  }

  #firstFrame(fn: Body, args: unknown[]): Frame {
    if (this.kind === KIND.GENERATOR) return startGenerator(fn, args);
    if (this.kind !== KIND.ASYNC) return new BodyFrame(fn, args);
    this.asyncFrame = new AsyncFrame(this, fn.name, () => runAsOwner(this, () => fn(...args)));
    return this.asyncFrame;
  }

  /** @internal Its last frame is over. */
  finish(value: unknown, failed: boolean): Continuation | null {
    const parent = livingAncestor(this.#parent);
    this.end(value, failed);
    if (!canTake(parent)) {
      if (this.#failed && !this.#observed) reportUnobserved(this);
      return null;
    }
    machine.value = this.#result;
    machine.failed = this.#failed;
    machine.args = [this.#result];
    return parent;
  }

  /** @internal */
  arrive(): void {
    const { args } = machine;
    machine.args = null;
    if (this.dying !== null) {
      machine.value = this.dying; // a kill is on its way to it
      machine.failed = true;
    }
    if (!this.started && args !== null && args.length > 0) this.#args = args;
    if (this.slot !== 0) this.abandonWait();
    this.away = AWAY.NO;
  }

  /** @internal It is over: keeps the result, gives back its slot, tells the observers. */
  end(value: unknown, failed: boolean): void {
    this.dead = this.started = true;
    this.#failed = failed && !isExit(value);
    this.#result = value;
    this.#letGo();
    this.scope = null;
    if (this.kind !== KIND.ASYNC) this.dying = null; // the code of an async body may still run
    if (this.slot !== 0) {
      bind(this.slot, null);
      engine().release(this.slot);
      this.slot = 0;
    }
    const observers = this.#observers;
    this.#observers = null;
    observers?.ended(this);
  }

  /** It may end while it is suspended: wasm code has killed it, or its body cannot be reached. */
  #letGo(): void {
    dropFrames(this.frames);
    this.frames = null;
    const on = this.waitingOn;
    this.waitingOn = null;
    on?.forget(this);
  }

  /** @internal */
  abandonWait(): void {
    abandonWait(this);
  }
}

/** A switch in all its cases. */
function slowly(this: Greenlet, ...args: unknown[]): unknown {
  return transfer(this, 'switch', args, args.length > 1 ? args : args[0], false);
}

/**
 * A child's result is for a parent that waits in a switch, or has not started. One that waits for something else (the
 * hub resumed the child) goes on with that; the result stays for whoever joins or gets it.
 */
function canTake(parent: Greenlet): boolean {
  if (parent.kind === KIND.MAIN) return machine.mainWaits;
  if (parent.kind === KIND.HUB) return false;
  return parent.away !== AWAY.NO || !parent.started;
}

function livingAncestor(parent: Greenlet | null): Greenlet {
  let one = parent;
  while (one?.dead) one = one.parent;
  return one as Greenlet;
}

function kindOf(fn: Body): number {
  switch ((fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]) {
    case 'GeneratorFunction':
      return KIND.GENERATOR;
    case 'AsyncFunction':
      return KIND.ASYNC;
    default:
      return wasmBodies.has(fn) ? KIND.WASM : KIND.PLAIN;
  }
}

/** Functions that are exports of an instrumented program. */
export const wasmBodies = new WeakSet<Body>();

/** @internal The function itself, or GS_NOT_A_FUNCTION. */
export function checkBody(api: string, fn: unknown): Body {
  if (typeof fn !== 'function') throw notAFunction(api, fn);
  const tag = (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  if (tag === 'AsyncGeneratorFunction') throw badArgument(api, 'an async generator cannot be a body', fn);
  return fn as Body;
}
