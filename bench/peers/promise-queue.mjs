/**
 * Peers of the suite `sync`: the same with async functions. The queue is as good as we can write one with promises: items are
 * handed over directly, and what can be had at once makes no promise.
 */

/** @typedef {import('../lib/measure.mjs').Load} Load */

class PromiseQueue {
  /** @type {unknown[]} */
  #items = [];
  /** @type {((item: any) => void)[]} */
  #getters = [];
  /** @type {{ item: unknown, resolve: (value?: any) => void }[]} */
  #putters = [];
  #limit;

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit;
  }

  /** @param {unknown} item @returns {undefined | Promise<void>} */
  put(item) {
    const getter = this.#getters.shift();
    if (getter !== undefined) getter(item);
    else if (this.#items.length < this.#limit) this.#items.push(item);
    else return new Promise((resolve) => void this.#putters.push({ item, resolve }));
  }

  /** @returns {unknown} */
  get() {
    if (this.#items.length === 0) return new Promise((resolve) => void this.#getters.push(resolve));
    const item = this.#items.shift();
    const putter = this.#putters.shift();
    if (putter !== undefined) {
      this.#items.push(putter.item);
      putter.resolve();
    }
    return item;
  }
}

/** @param {PromiseQueue} queue @param {number} n */
async function produce(queue, n) {
  for (let i = 0; i < n; i++) await queue.put(i);
}

/** @param {PromiseQueue} queue @param {number} n */
async function consume(queue, n) {
  let made = 0;
  for (let i = 0; i < n; i++) if ((await queue.get()) === i) made++;
  return made;
}

/** @param {PromiseQueue} from @param {PromiseQueue} to @param {number} n */
async function echo(from, to, n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    await to.put(await from.get());
    made++;
  }
  return made;
}

/** @type {Load} */
export const promiseQueueHop = {
  label: { name: 'promise-queue-hop' },
  prepare: () => ({
    async run(n) {
      const queue = new PromiseQueue(1);
      const [made] = await Promise.all([consume(queue, n), produce(queue, n)]);
      return made;
    },
  }),
};

/** @type {Load} */
export const promiseQueueEcho = {
  label: { name: 'promise-queue-echo' },
  prepare: () => ({
    async run(n) {
      const [a, b] = [new PromiseQueue(1), new PromiseQueue(1)];
      a.put('ball');
      const made = await Promise.all([echo(a, b, n / 2), echo(b, a, n / 2)]);
      return made[0] + made[1];
    },
  }),
};

/** Async functions that await the same promise, which is then resolved. @param {number} count @returns {Load} */
export const promiseBroadcast = (count) => {
  let made = 0;
  /** @param {Promise<void>} go */
  const waiter = async (go) => {
    await go;
    made++;
  };
  return {
    label: { name: 'promise-broadcast', count },
    atLeast: count,
    atMost: count,
    prepare: () => {
      /** @type {(() => void)[]} */
      const starts = [];
      /** @type {Promise<unknown>[]} */
      const rounds = Array.from({ length: 2 }, () => {
        /** @type {Promise<void>} */
        const go = new Promise((resolve) => void starts.push(resolve));
        return Promise.all(Array.from({ length: count }, () => waiter(go)));
      });
      return {
        /** A round to warm up and one that counts. */
        async run() {
          const before = made;
          starts.shift()?.();
          await rounds.shift();
          return made - before;
        },
      };
    },
  };
};
