/**
 * What the parts of the generator share while they write one program: the tape, the names in scope, and what may be
 * written at this place (a `yield`, a `super`, a `break`, a call that may park).
 *
 * Three rules make every program end and behave the same each time:
 *   - loops and functions begin by taking fuel, of which a program has a fixed amount;
 *   - what is logged of an error of the engine is its class, as messages quote the source;
 *   - in a `quiet` place (accessor, field initialiser, static block, coercion) nothing is called that may park: such a
 *     place is a documented barrier.
 */
import type { Tape } from './tape.ts';

export type Kind = 'num' | 'arr' | 'obj' | 'fn' | 'cls' | 'gen';

interface Variable {
  readonly name: string;
  readonly kind: Kind;
  readonly isConst: boolean;
}

/** A statement that `break`, or `continue`, can name or reach. */
interface Jump {
  readonly label: string;
  readonly isLoop: boolean;
  /** `break` without a label may leave it. */
  readonly isPlain: boolean;
}

/** What the function that is being written allows in its body. */
export interface Place {
  readonly isGenerator: boolean;
  readonly isQuiet: boolean;
  readonly isStrict: boolean;
  /** `return` is allowed. */
  readonly isFunction: boolean;
  readonly hasThis: boolean;
  /** `arguments`, and the parameters it is mapped to. */
  readonly parameters: readonly string[] | null;
  /** Private names of the classes around. */
  readonly privates: readonly string[];
  readonly hasSuper: boolean;
}

const FIRST_BUDGET = 300;

export class Maker {
  readonly tape: Tape;
  place: Place;
  /** Nodes that may still be written before only the simplest things are. */
  budget = FIRST_BUDGET;
  #variables: Variable[] = [];
  #jumps: Jump[] = [];
  #names = 0;
  #ids = 0;

  constructor(tape: Tape, isStrict: boolean) {
    this.tape = tape;
    const nothing = { isGenerator: false, isQuiet: false, hasThis: false, hasSuper: false };
    this.place = { ...nothing, isStrict, isFunction: true, parameters: null, privates: [] };
  }

  /** A depth below `depth`, or 0 when the program is large enough. */
  deeper(depth: number): number {
    this.budget--;
    return this.budget <= 0 || this.tape.isOver ? 0 : depth - 1;
  }

  below(n: number): number {
    return this.tape.below(n);
  }

  oneIn(n: number): boolean {
    return this.tape.oneIn(n);
  }

  /** Writes one of the options. */
  choose(...options: (() => string)[]): string {
    return this.tape.pick(options)();
  }

  /** A number that no other place of the program logs. */
  id(): number {
    return ++this.#ids;
  }

  /** A new name; sometimes one that shadows an outer variable (`block` says how many are outer). */
  fresh(prefix = 'v'): string {
    return `${prefix}${this.#names++}`;
  }

  declare(name: string, kind: Kind, isConst = false): string {
    this.#variables.push({ name, kind, isConst });
    return name;
  }

  /** A variable of that kind, or null. */
  variable(kind: Kind, isWritten = false): string | null {
    const fitting = this.#variables.filter((one) => one.kind === kind && !(isWritten && one.isConst));
    return fitting.length === 0 ? null : (fitting[fitting.length - 1 - this.below(fitting.length)]?.name ?? null);
  }

  /** Variables declared by `write` are gone afterwards. */
  block(write: () => string): string {
    const outer = this.#variables;
    this.#variables = [...outer];
    const text = write();
    this.#variables = outer;
    return text;
  }

  /** Writes the body of a function: other things are allowed there, and no jump leaves it. */
  within(place: Partial<Place>, write: () => string): string {
    const { place: outer } = this;
    const jumps = this.#jumps;
    this.place = { ...outer, ...place };
    this.#jumps = [];
    const text = this.block(write);
    this.place = outer;
    this.#jumps = jumps;
    return text;
  }

  /** Writes the body of a loop, a switch or a labelled block. */
  inside(jump: Jump, write: () => string): string {
    this.#jumps.push(jump);
    const text = this.block(write);
    this.#jumps.pop();
    return text;
  }

  /** A `break` or `continue` that is allowed here. */
  jump(): string {
    const jumps = this.#jumps;
    const target = jumps[jumps.length - 1 - this.below(Math.max(1, jumps.length))];
    if (target === undefined) return ';';
    const isInnermost = (one: Jump, fits: (jump: Jump) => boolean) => jumps.findLast(fits) === one;
    if (target.isLoop && this.oneIn(2)) {
      return isInnermost(target, (jump) => jump.isLoop) && this.oneIn(2) ? 'continue;' : `continue ${target.label};`;
    }
    return target.isPlain && isInnermost(target, (jump) => jump.isPlain) && this.oneIn(2)
      ? 'break;'
      : `break ${target.label};`;
  }
}
