/**
 * Structured concurrency: what is spawned in a scope ends before the scope does.
 *
 *     body runs ──returns──▶ waits for the greenlets ──all are over──▶ result, or the errors
 *        │  └─fails, is killed─┐        │ killed
 *        └─a greenlet fails──▶ cancelled: the others and the body get an exit; shielded, it waits for all of them
 * The host is the greenlet that runs the body (in main and async code one of its own). S1: while the body runs, a cancel
 * makes the host dying with `#exit`; when the body is over, that and only that is taken back.
 */
import { REASON } from '../engine/abi.js';
import { GreenspoolError } from '../errors/greenspool-error.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import type { Shield } from '../frames/rare.js';
import { type Body, checkBody, type Result } from '../greenlet/body.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { GreenletExit } from '../greenlet/greenlet-exit.js';
import { condemn, throwAlways } from '../greenlet/killing.js';
import { Observer } from '../hub/observer.js';
import { beginWait, park, suspend, wake } from '../hub/wait.js';

/** Tells the scope of the end of one of its greenlets. */
class Watch extends Observer {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    super();
    this.#scope = scope;
  }

  ended(greenlet: Greenlet): void {
    this.#scope.childEnded(greenlet);
  }
}

export class Scope implements WaitingOn {
  readonly #children = new Set<Greenlet>();
  readonly #host: Greenlet;
  /** The shield that the host was in already. */
  readonly #shield: Shield | null;
  readonly #exit = new GreenletExit('the scope was cancelled');
  readonly #errors: unknown[] = [];
  #waiter: Continuation | null = null;
  #bodyRuns = true;
  #isClosed = false;
  #isCancelled = false;

  /** @internal use `scope(fn)` */
  constructor(host: Greenlet) {
    this.#host = host;
    this.#shield = host._rare.shield;
  }

  /** How many of its greenlets are not over. */
  get size(): number {
    return this.#children.size;
  }

  /** One of its greenlets or its body has failed, or somebody has called `cancel`. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /**
   * A greenlet of this scope, which ends before the scope does. Its failure cancels the scope. Does not switch. Throws
   * GS_SCOPE_CLOSED when the scope is over or cancelled, GS_NOT_A_FUNCTION.
   */
  spawn<F extends Body>(fn: F, ...args: Parameters<F>): Greenlet<Result<F>> {
    checkBody('scope.spawn', fn);
    if (this.#isClosed || this.#isCancelled) throw closed(this.#isClosed);
    const child = new Greenlet<Result<F>>(fn, args);
    this.#children.add(child);
    child._observe(new Watch(this));
    return child.start();
  }

  /**
   * Ends its greenlets and its body: each is thrown a GreenletExit at its pending park, or at its next one. The call of
   * `scope` then ends with undefined. Does not switch.
   */
  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const child of this.#children) condemn(child, new GreenletExit('its scope was cancelled'));
    if (this.#bodyRuns) this.#cancelBody();
  }

  #cancelBody(): void {
    const host = this.#host;
    if (host.dead || host._dying !== null) return; // it ends anyway
    const inside = this.#shieldInside();
    if (inside === null) throwAlways(host, this.#exit);
    else inside.kill ??= this.#exit;
  }

  /** The outermost of the shields that the body is in. */
  #shieldInside(): Shield | null {
    let inside: Shield | null = null;
    for (let one = this.#host._rare.shield; one !== null && one !== this.#shield; one = one.outer) inside = one;
    return inside;
  }

  /** @internal */
  childEnded(child: Greenlet): void {
    this.#children.delete(child);
    if (child._failedWith !== undefined || !child.successful()) this.failed(child._failedWith);
    if (this.#children.size > 0 || this.#waiter === null) return;
    wake(this.#waiter, undefined);
    this.#waiter = null;
  }

  /** @internal The body, or the wait for the greenlets, has ended with an error. */
  failed(error: unknown): void {
    if (error !== this.#exit) this.#errors.push(error);
    this.cancel();
  }

  /** @internal */
  bodyIsOver(): void {
    this.#bodyRuns = false;
    if (this.#host._dying === this.#exit) this.#host._dying = null;
  }

  /** @internal Blocks until all of its greenlets are over. */
  wait(): unknown {
    const waiter = beginWait('scope');
    park(waiter, REASON.JOIN, this);
    this.#waiter = waiter;
    return suspend(waiter);
  }

  forget(): void {
    this.#waiter = null;
  }

  describe(): string {
    return `scope (${this.#children.size} greenlets left)`;
  }

  holders(): Iterable<Continuation> {
    return this.#children;
  }

  /** @internal All are over: throws what went wrong. Exits count only when nothing else did. */
  close(): void {
    this.#isClosed = true;
    const failures = this.#errors.filter((error) => !(error instanceof GreenletExit));
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} failures in one scope`);
    if (failures.length === 1) throw failures[0];
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}

function closed(isOver: boolean): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_SCOPE_CLOSED',
    tried: 'spawn in a scope',
    stopped: isOver ? 'it is over' : 'it was cancelled, and waits for its greenlets to end',
    fix: 'Spawn while its body or one of its greenlets runs; what is to go on longer belongs to an outer scope, or to `spawn`',
  });
}
