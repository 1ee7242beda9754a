/** Waiting for many greenlets, and ending them. */
import { checkMayWait } from '../hub/wait.js';
import { getCurrent } from './current.js';
import { checkCount, type Entry, Gathering } from './gathering.js';
import type { Greenlet } from './greenlet.js';
import { GreenletExit } from './greenlet-exit.js';
import { checkTimeout } from './joining.js';
import { checkVictim, condemn, type KillOptions } from './killing.js';
import { checkGreenlet, joinsItself } from './refusals.js';
import { listOf } from './sources.js';

export interface JoinAllOptions {
  /** Milliseconds to wait at most. */
  timeout?: number;
  /** Stop waiting when this many are over. */
  count?: number;
  /** Throw the first failure as soon as it happens. */
  raiseErrors?: boolean;
}

class JoinAll extends Gathering {
  readonly #raise: boolean;

  constructor(count: number, raise: boolean) {
    super('joinAll', count);
    this.#raise = raise;
  }

  /** Without raiseErrors nobody can be sure that the caller looks: a failure is reported unless its `exception` is read. */
  override get seesFailures(): boolean {
    return this.#raise;
  }

  override failureOf({ object }: Entry): { error: unknown } | null {
    const greenlet = object as Greenlet;
    return this.#raise && !greenlet.successful() ? { error: greenlet._failedWith } : null;
  }
}

/**
 * Blocks until all greenlets of the list are over, or `count` of them, or the timeout has passed, and returns those that
 * are over, in the order in which they ended. With `raiseErrors` the first failure is thrown instead; without, a failure
 * counts as observed only when somebody reads `exception` (or gets, joins, links, awaits), so that none is hidden.
 * Throws GS_BAD_ARGUMENT, GS_JOIN_SELF.
 *
 * @example
 * const done = await joinAll([spawn(function* () { yield sleep(9); return 'b' }), spawn(() => 'a')]);
 * console.log(done.map((g) => g.value)); // prints [ 'a', 'b' ]
 */
// biome-ignore lint/suspicious/noExplicitAny: Greenlet[], or a promise of it in main and async bodies
export function joinAll(greenlets: Iterable<Greenlet>, options: JoinAllOptions = {}): any {
  const list = greenletsOf('joinAll', greenlets);
  const { timeout, raiseErrors = false } = options;
  checkTimeout('joinAll', timeout);
  const count = checkCount('joinAll', options.count, list.length);
  refuseSelf('joinAll', list);
  return gather(list, count, raiseErrors, timeout);
}

function gather(list: Greenlet[], count: number, raiseErrors: boolean, timeout: number | undefined): unknown {
  checkMayWait('joinAll');
  const all = new JoinAll(count, raiseErrors);
  all.watch(list, list);
  return all.wait(timeout);
}

/**
 * Ends all greenlets of the list, as `kill` does, and blocks until they are over, unless `block: false`; with a timeout,
 * until it has passed. Returns those that are over. Throws GS_BAD_ARGUMENT, GS_JOIN_SELF (use `block: false` to end the
 * current greenlet too: it is thrown the error last).
 *
 * @example
 * const all = [spawn(function* () { yield sleep(1000) }), spawn(function* () { yield sleep(1000) })];
 * console.log((await killAll(all)).length); // prints 2
 */
// biome-ignore lint/suspicious/noExplicitAny: Greenlet[], or a promise of it in main and async bodies
export function killAll(greenlets: Iterable<Greenlet>, error?: Error, options: KillOptions = {}): any {
  const list = greenletsOf('killAll', greenlets);
  const exit = error ?? new GreenletExit();
  const { block = true, timeout } = options;
  checkTimeout('killAll', timeout);
  for (const g of list) checkVictim('killAll', g, exit);
  if (block) {
    refuseSelf('killAll', list);
    checkMayWait('killAll');
  }
  for (const g of list) if (!g.dead) condemn(g, exit);
  if (block) return gather(list, list.length, false, timeout);
  if (list.includes(getCurrent())) throw exit;
  return list.filter((g) => g.dead);
}

function refuseSelf(api: string, list: readonly Greenlet[]): void {
  const current = getCurrent();
  if (list.includes(current)) throw joinsItself(api, current);
}

function greenletsOf(api: string, greenlets: unknown): Greenlet[] {
  return listOf(api, greenlets).map((one) => checkGreenlet(api, one));
}
