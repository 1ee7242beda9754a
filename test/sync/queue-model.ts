/**
 * What a queue must do, as a plain model: nothing in it waits or runs. Actors are numbers; an actor that is `granted` has an item
 * that it has not seen.
 *
 * Items carry the number of their put. "As if never taken" is then one rule for all orders: what comes back is where its number
 * says.
 */
export interface Thing {
  id: number;
  priority: number;
}

export interface Item {
  seq: number;
  thing: Thing;
}

export type Order = 'fifo' | 'lifo' | 'priority';

interface Putter {
  actor: number;
  thing: Thing;
  deadline: number;
}

export class QueueModel {
  readonly items: Item[] = [];
  readonly outcomes = new Map<number, string>();
  unfinished = 0;
  isClosed = false;
  #now = 0;
  #nPut = 0;
  readonly #order: Order;
  readonly #limit: number;
  readonly #getters: { actor: number; deadline: number }[] = [];
  readonly #putters: Putter[] = [];
  readonly #granted = new Map<number, Item>();
  #isGivenUp = false;

  constructor(order: Order, limit: number) {
    this.#order = order;
    this.#limit = limit;
  }

  /** True: it was put. */
  put(thing: Thing): boolean {
    if (this.isClosed) return false;
    if (this.#getters.length === 0 && this.items.length >= this.#limit) return false;
    this.#accept(thing);
    return true;
  }

  get(): Item | undefined {
    const item = this.#takeOut();
    if (item === undefined) return this.#takeFromPutter();
    while (this.items.length < this.#limit && this.#putters.length > 0) {
      const { actor, thing } = this.#putters.shift() as Putter;
      this.#accept(thing);
      this.outcomes.set(actor, 'put');
    }
    return item;
  }

  /** Where there is no room at all, a putter that waits has the item. */
  #takeFromPutter(): Item | undefined {
    const putter = this.#putters.shift();
    if (putter === undefined) return undefined;
    this.outcomes.set(putter.actor, 'put');
    this.unfinished++;
    return { seq: this.#nPut++, thing: putter.thing };
  }

  /** An actor calls get, when everybody who was ready has run. */
  startGet(actor: number, timeout: number): void {
    this.flush();
    const item = this.get();
    if (item !== undefined) this.outcomes.set(actor, `got ${item.thing.id}`);
    else if (this.isClosed) this.outcomes.set(actor, 'GS_QUEUE_SHUTDOWN');
    else if (timeout === 0) this.outcomes.set(actor, 'GS_QUEUE_EMPTY');
    else this.#getters.push({ actor, deadline: this.#now + timeout });
  }

  startPut(actor: number, thing: Thing, timeout: number): void {
    this.flush();
    if (this.put(thing)) this.outcomes.set(actor, 'put');
    else if (this.isClosed) this.outcomes.set(actor, 'GS_QUEUE_SHUTDOWN');
    else if (timeout === 0) this.outcomes.set(actor, 'GS_QUEUE_FULL');
    else this.#putters.push({ actor, thing, deadline: this.#now + timeout });
    this.flush(); // who was handed the item runs in the same turn
  }

  kill(actor: number): void {
    if (this.outcomes.has(actor)) return;
    this.outcomes.set(actor, 'killed');
    remove(this.#getters, actor);
    remove(this.#putters, actor);
    const item = this.#granted.get(actor);
    if (item === undefined) return;
    this.#granted.delete(actor);
    if (this.#isGivenUp) this.unfinished--;
    else if (this.#getters.length > 0) this.#granted.set((this.#getters.shift() as { actor: number }).actor, item);
    else this.items.push(item);
  }

  /** Everybody who is ready runs. */
  flush(): void {
    for (const [actor, item] of this.#granted) this.outcomes.set(actor, `got ${item.thing.id}`);
    this.#granted.clear();
  }

  advance(ms: number): void {
    this.flush();
    this.#now += ms;
    for (const [list, code] of [
      [this.#getters, 'GS_QUEUE_EMPTY'],
      [this.#putters, 'GS_QUEUE_FULL'],
    ] as const) {
      for (const { actor, deadline } of [...list]) {
        if (deadline > this.#now) continue;
        remove(list, actor);
        this.outcomes.set(actor, code);
      }
    }
  }

  shutdown(immediate: boolean): void {
    this.isClosed = true;
    for (const { actor } of [...this.#getters, ...this.#putters]) this.outcomes.set(actor, 'GS_QUEUE_SHUTDOWN');
    this.#getters.length = this.#putters.length = 0;
    if (!immediate) return;
    this.#isGivenUp = true;
    this.unfinished -= this.items.length;
    this.items.length = 0;
  }

  #accept(thing: Thing): void {
    const item = { seq: this.#nPut++, thing };
    this.unfinished++;
    if (this.#getters.length === 0) this.items.push(item);
    else this.#granted.set((this.#getters.shift() as { actor: number }).actor, item);
  }

  #takeOut(): Item | undefined {
    const first = [...this.items].sort((a, b) => this.#compare(a, b))[0];
    if (first !== undefined) this.items.splice(this.items.indexOf(first), 1);
    return first;
  }

  #compare(a: Item, b: Item): number {
    if (this.#order === 'lifo') return b.seq - a.seq;
    return (this.#order === 'priority' ? a.thing.priority - b.thing.priority : 0) || a.seq - b.seq;
  }
}

function remove(list: { actor: number }[], actor: number): void {
  const at = list.findIndex((one) => one.actor === actor);
  if (at >= 0) list.splice(at, 1);
}
