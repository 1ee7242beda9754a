/**
 * What the trampoline resumes and the engine queues: a stack of frames, a slot in the engine, and the value on its way.
 * Greenlets are continuations; so are the stand-ins that wait in place of main and of async bodies (hub/stand-in.ts).
 */
import type { AsyncFrame } from './async-frame.js';
import type { Entry, Frame } from './frame.js';
import { COMMON, Rare } from './rare.js';

/** How a body suspends, and so what a blocking call inside it returns. */
export const KIND = { PLAIN: 0, GENERATOR: 1, ASYNC: 2, WASM: 3, MAIN: 4, HUB: 5, STAND_IN: 6 } as const;

/** What it is woken with: GRANTED is a value that goes back (`_waitingOn.forget`) if it is ended before it runs. */
export const WOKEN = { VALUE: 0, ERROR: 1, GRANTED: 2 } as const;

/** Whether it has left by a switch; FREE: and was light then, so it only gets the value. */
export const AWAY = { NO: 0, SWITCHED: 1, FREE: 2 } as const;

/** Its body's activations, and those of compiled functions in it, can be left and entered again. */
export function canBeLeft(c: Continuation): boolean {
  if (c._kind === KIND.PLAIN) return $gsm === 0 && !c._isUncompiled;
  return c._kind === KIND.GENERATOR || c._kind === KIND.WASM;
}

/** Something that holds a parked continuation in a list of its own, and lets go of it when it is killed or times out. */
export interface WaitingOn {
  forget(waiter: Continuation): void;
  /** It was not woken by what it waits for (the timer came first, or wasm code woke it by its id): what the park ends with. */
  timedOut?(waiter: Continuation): void;
  /** What it is, for dumps: "Semaphore 'db' (0 of 2 left)", "Queue#3 (empty)", "join of worker#4". */
  describe?(): string;
  /** Who could end the wait, as far as known: lock owners, permit holders, the greenlet that is joined. Undefined: anybody. */
  holders?(): Iterable<Continuation> | undefined;
  /** Another way to get the result, which blocks the thread: for a call in a compiled function that cannot be left. */
  instead?(): unknown;
}

/** Runs a function inside the AsyncLocalStorage context that a greenlet inherited (Node's AsyncResource fits). */
export interface AsyncScope {
  runInAsyncScope<T, R>(fn: (arg: T) => R, thisArg: unknown, arg: T): R;
}

export abstract class Continuation {
  /** @internal What few have. Comes first, as it is what stops a clone. */
  _rare: Rare = COMMON;
  // what a switch needs comes next, and so into one line of the cache
  /** @internal It has left by a switch, so a value from anybody is what it waits for. */
  _away: number = AWAY.NO;
  /**
   * @internal A switch from it, when it runs, has nothing to do but to unwind: it inherited no context, can be left, is not
   * about to die, and no callback runs that must not block.
   */
  _isLight = false;
  /** @internal Innermost frame; while it runs, the one that was entered last. Null before the start and after the end. */
  _frames: Frame | null = null;
  /** @internal A frame that has parked more than once, and its entry: saves reading it from a frame of one of many classes. */
  _entered: Frame | null = null;
  /** @internal */
  _entry: Entry | null = null;

  /** @internal Its record in the engine, or 0 while the engine does not know it. */
  _slot = 0;
  /** @internal What the hub's next resume delivers. */
  _wakeValue: unknown = undefined;
  /** @internal As what: WOKEN. */
  _wokenAs: number = WOKEN.VALUE;
  #call = '';
  /** @internal */
  _waitingOn: WaitingOn | null = null;
  /** @internal Its neighbours in the wait list it is in (sync/wait-list.ts): it is its own node, as nobody waits in two. */
  _ahead: Continuation | null = null;
  /** @internal */
  _behind: Continuation | null = null;
  /**
   * @internal What the wait is about: the item that a `put` brings, what an `acquire` ends with. After a light switch to it: the
   * value that it is sent.
   */
  _cargo: unknown = undefined;
  /** @internal When it was parked last, on the hub's coarse clock (hub/coarse-clock.ts); a light switch takes no note. */
  _since = 0;
  /** @internal */
  abstract _kind: number;
  /** @internal */
  abstract dead: boolean;
  /** @internal */
  abstract started: boolean;

  /** @internal The blocking call it is parked in, for messages and dumps. A light switch takes no note of it. */
  get _call(): string {
    return this._away === AWAY.FREE ? 'switch' : this.#call;
  }

  /** @internal */
  set _call(call: string) {
    this.#call = call;
  }

  /** @internal What it is woken with is thrown. */
  get _wakeFailed(): boolean {
    return this._wokenAs === WOKEN.ERROR;
  }

  /** @internal */
  set _wakeFailed(failed: boolean) {
    this._wokenAs = failed ? WOKEN.ERROR : WOKEN.VALUE;
  }

  /** @internal */
  get _wakeGranted(): boolean {
    return this._wokenAs === WOKEN.GRANTED;
  }

  /** @internal A record of its own for what is written next. */
  get _ownRare(): Rare {
    if (this._rare === COMMON) this._rare = new Rare();
    return this._rare;
  }

  /** @internal */
  get _scope(): AsyncScope | null {
    return this._rare.scope;
  }

  /** @internal */
  set _scope(scope: AsyncScope | null) {
    if (scope !== this._rare.scope) this._ownRare.scope = scope;
  }

  /** @internal Its body is a plain function that was not compiled, although it may have called functions that were. */
  get _isUncompiled(): boolean {
    return this._rare.isUncompiled;
  }

  /** @internal */
  set _isUncompiled(isUncompiled: boolean) {
    if (isUncompiled !== this._rare.isUncompiled) this._ownRare.isUncompiled = isUncompiled;
  }

  /** @internal Thrown by kill; it is thrown again at each blocking call until the body obeys. */
  get _dying(): Error | null {
    return this._rare.dying;
  }

  /** @internal */
  set _dying(error: Error | null) {
    if (error !== this._rare.dying) this._ownRare.dying = error;
  }

  /** @internal The root of an async body. */
  get _asyncFrame(): AsyncFrame | null {
    return this._rare.asyncFrame;
  }

  /** @internal */
  set _asyncFrame(frame: AsyncFrame | null) {
    if (frame !== this._rare.asyncFrame) this._ownRare.asyncFrame = frame;
  }

  /** @internal Called by the engine's run loop when it is this continuation's turn; what host.resume returns (engine/abi.ts). */
  abstract _takeTurn(): number;

  /**
   * @internal Control is about to come by a switch, a throw or a child's end, with machine.value, failed and args. It
   * leaves whatever it waits in only now: until here the switch may still be called off.
   */
  abstract _arrive(): void;

  /** @internal Starts it: puts the first frame on it, unless it has failed before it ran. */
  abstract _begin(failed: boolean): void;

  /** @internal Its last frame has returned or thrown: who gets the result (through machine.value), or null for the hub. */
  abstract _finish(value: unknown, failed: boolean): Continuation | null;

  /** @internal Takes it out of whatever it waits in: its park is over before it was woken. */
  abstract _abandonWait(): void;
}
