/**
 * Which variables must be kept at each site: those that are read again after it before they are written. A tail that kept
 * all of them would make every one live all the time; in loops the optimiser then keeps numbers boxed (measured: 1.5x).
 *
 * Backwards over the normal form. Text is opaque but for its names: a statement `x=...` writes x, every other mention reads.
 * A set of variables is a bigint, with a bit for each: sets of strings took half the compiler's time.
 */
import type { Statement } from './ir.js';
import { print, type Text } from './output.js';

/** Bit n stands for the n-th variable. */
type Live = bigint;

/** Where `break` and `continue` of a text may go. */
interface Jump {
  label: string | null;
  kind: 'loop' | 'switch' | 'label';
  afterBreak: Live;
  afterContinue: Live | null;
}

/** Comparing more groups than that with each other takes too long. */
const MANY = 30;
const NONE: Live = 0n;
const NAME = /[\w$\u0080-\uffff]+/g;

/** What a statement does to variables. */
interface Mentions {
  reads: Live;
  writes: Live;
  leaves: boolean;
}

export class Liveness {
  readonly atSite = new Map<number, Live>();
  readonly #bits: ReadonlyMap<string, Live>;
  readonly #source: string;
  readonly #mentions = new Map<Statement, Mentions>();
  /** What each loop reads in its next round, as far as it is known. */
  readonly #rounds = new Map<Statement, Live>();
  #hasGrown = false;
  #jumps: Jump[] = [];
  /** What handlers around the place need: any call may throw. */
  #caught: Live = NONE;

  constructor(statements: Statement[], variables: readonly string[], source: string) {
    this.#bits = new Map(variables.map((name, at) => [name, 1n << BigInt(at)]));
    this.#source = source;
    do {
      this.#hasGrown = false;
      this.#list(statements, NONE);
    } while (this.#hasGrown);
  }

  /** The variable is in the set. */
  has(live: Live, name: string): boolean {
    return (live & (this.#bits.get(name) ?? NONE)) !== NONE;
  }

  #list(statements: Statement[], after: Live): Live {
    let live = after;
    for (let at = statements.length - 1; at >= 0; at--) live = this.#one(statements[at] as Statement, live);
    return live;
  }

  #one(statement: Statement, after: Live): Live {
    switch (statement.type) {
      case 'text':
        return this.#text(statement, statement.text, after);
      case 'site':
        return this.#site(statement, after);
      case 'if': {
        const live = this.#list(statement.yes, after) | this.#list(statement.no, after);
        return live | this.#namesIn(statement, statement.test).reads;
      }
      case 'label':
        return this.#within({ label: statement.name, kind: 'label', afterBreak: after, afterContinue: null }, () =>
          this.#list(statement.body, after),
        );
      case 'loop':
        return this.#loop(statement, after);
      case 'switch':
        return this.#switch(statement, after);
      default:
        return this.#try(statement, after);
    }
  }

  #text(statement: Statement, text: Text, after: Live): Live {
    const { reads, writes, leaves } = this.#namesIn(statement, text);
    const live = leaves ? this.#jumpTargets(after) : after;
    return (live & ~writes) | reads | this.#caught;
  }

  #site(statement: Extract<Statement, { type: 'site' }>, after: Live): Live {
    const live = after | this.#caught;
    this.atSite.set(statement.id, (this.atSite.get(statement.id) ?? NONE) | live);
    return live | this.#namesIn(statement, [statement.setup, statement.call]).reads;
  }

  /** What the next round reads is known in the next pass. (A fixpoint for each loop would take 2^n for n nested ones.) */
  #loop(statement: Extract<Statement, { type: 'loop' }>, after: Live): Live {
    const again = this.#rounds.get(statement) ?? NONE;
    const jump: Jump = { label: statement.label, kind: 'loop', afterBreak: after, afterContinue: again };
    const before = again | this.#within(jump, () => this.#list(statement.body, again));
    if (before !== again) {
      this.#rounds.set(statement, before);
      this.#hasGrown = true;
    }
    return before;
  }

  #switch(statement: Extract<Statement, { type: 'switch' }>, after: Live): Live {
    const jump: Jump = { label: statement.label, kind: 'switch', afterBreak: after, afterContinue: null };
    return this.#within(jump, () => {
      let next = after;
      let all = after;
      for (let at = statement.cases.length - 1; at >= 0; at--) {
        const one = statement.cases[at] as (typeof statement.cases)[0];
        next = this.#list(one.body, next);
        all |= next;
      }
      const tests = statement.cases.map((one) => [one.test ?? '', ' ']);
      return all | this.#namesIn(statement, [statement.value, ' ', tests]).reads;
    });
  }

  #try(statement: Extract<Statement, { type: 'try' }>, after: Live): Live {
    const last = statement.finalizer === null ? after : this.#list(statement.finalizer, after);
    const handler = statement.handler === null ? last : this.#list(statement.handler, last);
    const outer = this.#caught;
    this.#caught = outer | handler;
    const live = this.#list(statement.body, last);
    this.#caught = outer;
    return live | handler;
  }

  #within(jump: Jump, work: () => Live): Live {
    this.#jumps.push(jump);
    const live = work();
    this.#jumps.pop();
    return live;
  }

  /** The text may go to any of the places around it. */
  #jumpTargets(after: Live): Live {
    return this.#jumps.reduce<Live>((live, one) => live | one.afterBreak | (one.afterContinue ?? NONE), after);
  }

  #namesIn(statement: Statement, text: Text): Mentions {
    const known = this.#mentions.get(statement);
    if (known !== undefined) return known;
    const printed = print(text, this.#source);
    const [head = '', name = ''] = /^([\w$\u0080-\uffff]+)=(?![=>])/.exec(printed) ?? [];
    const writes = this.#bits.get(name) ?? NONE;
    let reads = NONE;
    for (const [one] of printed.slice(writes === NONE ? 0 : head.length).matchAll(NAME)) {
      reads |= this.#bits.get(one) ?? NONE;
    }
    const found = { reads, writes, leaves: /\b(?:break|continue)\b/.test(printed) };
    this.#mentions.set(statement, found);
    return found;
  }
}

/** Sites that keep the same variables share a tail; `limit` tails at most, the most alike are merged. */
export function groupSites(atSite: ReadonlyMap<number, Live>, limit: number): { sites: number[]; live: Live }[] {
  const groups = new Map<Live, { sites: number[]; live: Live }>();
  for (const [site, live] of [...atSite].sort(([a], [b]) => a - b)) {
    const group = groups.get(live);
    if (group === undefined) groups.set(live, { sites: [site], live });
    else group.sites.push(site);
  }
  const list = [...groups.values()];
  if (list.length > MANY || limit === 1) {
    const live = list.reduce((all, one) => all | one.live, NONE);
    return [{ sites: [...atSite.keys()].sort((a, b) => a - b), live }];
  }
  while (list.length > limit) mergeNearest(list);
  return list;
}

function mergeNearest(list: { sites: number[]; live: Live }[]): void {
  let best = { cost: Number.POSITIVE_INFINITY, a: 0, b: 1 };
  for (let a = 0; a < list.length; a++) {
    for (let b = a + 1; b < list.length; b++) {
      const cost = nBits((list[a] as { live: Live }).live ^ (list[b] as { live: Live }).live);
      if (cost < best.cost) best = { cost, a, b };
    }
  }
  const into = list[best.a] as { sites: number[]; live: Live };
  const [from] = list.splice(best.b, 1) as [{ sites: number[]; live: Live }];
  into.sites = [...into.sites, ...from.sites].sort((a, b) => a - b);
  into.live |= from.live;
}

function nBits(set: Live): number {
  return set.toString(2).replaceAll('0', '').length;
}
