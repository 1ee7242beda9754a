/** DeadlockError: who waits for what, when nobody can make anybody go on. */
import { GreenspoolError } from './greenspool-error.js';

/** One who waits, as deadlock reports and dumps show it. */
export interface Wait {
  /** The greenlet's name; `main` for a blocking call of the program outside all greenlets. */
  who: string;
  /** The blocking call: `get`, `sleep`, `acquire`. */
  call: string;
  /** What it waits for, as far as that says more than the call: `result of worker#4`. */
  what?: string;
  /** Who could end the wait, when that is known. */
  heldBy?: string[];
  /** Milliseconds since it was parked, within a few; unknown for a switch by hand. */
  forMs?: number;
  /** Its suspended calls, innermost first. */
  stack: { name: string; file?: string; line?: number; column?: number }[];
}

/** More than these are counted, not listed. */
const MAX_LINES = 30;

/** What all errors of one deadlock have in common. */
export interface DeadlockReport {
  /** Everybody who waits, the victims first. */
  waits: readonly Wait[];
  /** A ring of greenlets, each of which waits for the next one; empty when nobody knows of one. */
  cycle: readonly string[];
  /** Why it cannot go on by itself. */
  stopped: string;
  /** The program itself waits, and gets the error too: a report of each greenlet that nobody else waits for would only repeat it. */
  isOfProgram: boolean;
}

/**
 * Thrown at a blocking call that can never end: the hub has nothing to run, no timer, and the host will not call back any
 * more (Node); or a ring of greenlets wait for each other. `waits` is the whole graph, `cycle` the ring.
 *
 * @example
 * const g = spawn(function* () { yield g.join() });
 * await g.then(null, (error) => console.log(error.code, error.cycle)); // prints GS_DEADLOCK [ 'greenlet#3' ]
 */
export class DeadlockError extends GreenspoolError {
  // private, so that whoever prints the error does not get the graph twice
  readonly #report: DeadlockReport;

  /** `isListed`: the message lists them all; not so in thousands of errors at once, each would hold a text of its own. */
  constructor(victim: Wait, report: DeadlockReport, isListed: boolean) {
    super({
      code: 'GS_DEADLOCK',
      tried: `${victim.call}() in ${victim.who}`,
      stopped: `${inWords(victim)}, ${report.stopped}`,
      fix: `Let somebody end the wait, or give it a timeout${isListed ? listed(report) : ''}`,
    });
    this.#report = report;
  }

  /** Everybody who waits, those who are thrown the error first. */
  get waits(): readonly Wait[] {
    return this.#report.waits;
  }

  /** The names of a ring of greenlets that wait for each other, each for the next one; empty when there is none. */
  get cycle(): readonly string[] {
    return this.#report.cycle;
  }

  /** @internal Somebody whom the program waits for has got it as well. */
  get isTold(): boolean {
    return this.#report.isOfProgram;
  }

  override get name(): string {
    return 'DeadlockError';
  }
}

function inWords({ what, heldBy = [] }: Wait): string {
  return what === undefined ? 'it waits' : `it waits for ${what}${held(what, heldBy)}`;
}

function listed({ waits, cycle }: DeadlockReport): string {
  const lines = waits.slice(0, MAX_LINES).map((wait) => `\n  ${lineOf(wait)}`);
  if (waits.length > MAX_LINES) lines.push(`\n  and ${waits.length - MAX_LINES} more`);
  if (cycle.length > 0) lines.push(`\nThe ring: ${[...cycle, cycle[0]].join(' -> ')}`);
  return `. Who waits:${lines.join('')}`;
}

/** "worker#4 waits in acquire() for Lock a (held by b#5), 20 ms, at work (app.js:3:5)" */
export function lineOf({ who, call, what, heldBy = [], forMs, stack }: Wait): string {
  const parts = [`${who} waits in ${call}()`];
  if (what !== undefined) parts.push(` for ${what}${held(what, heldBy)}`);
  if (forMs !== undefined) parts.push(`, ${forMs} ms`);
  const [frame] = stack;
  if (frame !== undefined) parts.push(`, at ${placeOf(frame)}`);
  return parts.join('');
}

/** A frame as a line of a stack trace shows it. */
export function placeOf({ name, file, line, column }: Wait['stack'][number]): string {
  return file === undefined ? name : `${name} (${file}:${line}:${column})`;
}

/** Nothing where the wait itself names them: "the end of b#5". */
function held(what: string, by: readonly string[]): string {
  const named = by.filter((name) => !what.includes(name));
  if (named.length === 0) return '';
  const rest = named.length > 3 ? ` and ${named.length - 3} more` : '';
  return ` (held by ${named.slice(0, 3).join(', ')}${rest})`;
}
