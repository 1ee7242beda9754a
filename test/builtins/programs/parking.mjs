// Every function here lets code park below a standard function. `p` parks and gives its argument back; compiled, all of them
// must return what they return natively with a `p` that does not park.
export function programs(p) {
  function* numbers(n) {
    for (let i = 0; i < n; i++) yield p(i);
    return 'end';
  }
  const closing = (log) => ({
    [Symbol.iterator]() {
      return this;
    },
    next: () => p({ done: false, value: 1 }),
    return: () => {
      log.push(p('closed'));
      return {};
    },
  });
  return {
    map: () => [1, 2, 3].map((x) => p(x * 2)),
    'map of a subclass': () => {
      class List extends Array {}
      const list = List.from([1, 2], (x) => p(x)).map((x) => p(x + 1));
      return [list instanceof List, ...list];
    },
    'map with this': () =>
      [1].map(
        function (x) {
          return p(this.y) + x;
        },
        { y: 2 },
      ),
    forEach: () => {
      const log = [];
      [1, , 3].forEach((x) => log.push(p(x)));
      return log;
    },
    filter: () => [1, 2, 3, 4].filter((x) => p(x % 2 === 0)),
    'some, every': () => [[1, 2].some((x) => p(x === 2)), [1, 2].every((x) => p(x === 1))],
    find: () => [[1, 2, 1].find((x) => p(x === 2)), [1, 2, 1].findIndex((x) => p(x === 2))],
    findLast: () => [[1, 2, 1].findLast((x) => p(x === 2)), [1, 2, 1].findLastIndex((x) => p(x === 1))],
    reduce: () => [[1, 2, 3].reduce((a, b) => p(a + b)), ['a', 'b'].reduceRight((a, b) => p(a + b), '')],
    flatMap: () => [1, 2].flatMap((x) => p([x, x])),
    sort: () => Array.from({ length: 150 }, (_, i) => (i * 37) % 101).sort((a, b) => p(a - b)),
    toSorted: () => [3, 1, 2].toSorted?.((a, b) => p(b - a)),
    'Array.from': () => [Array.from({ length: 3 }, (_, i) => p(i)), Array.from(numbers(3), (x) => p(x + 1))],
    'spread, for-of, patterns': () => {
      const log = [...numbers(3), Math.max(...numbers(4))];
      for (const x of numbers(5)) {
        if (x === 3) break;
        log.push(p(x));
      }
      const [a, , ...rest] = numbers(5);
      return [log, a, rest];
    },
    'typed arrays': () => [
      [...new Uint8Array([1, 2, 3]).map((x) => p(x * 3))],
      [...new Float64Array([3, 1, 2]).sort((a, b) => p(a - b))],
      [...Uint8Array.from(numbers(3), (x) => p(x + 1))],
      new Int8Array([1, 2]).reduce((a, b) => p(a + b)),
    ],
    'forEach of Map and Set': () => {
      const log = [];
      new Map([[1, 2]]).forEach((v, k) => log.push(p(v + k)));
      new Set([5]).forEach((v) => log.push(p(v)));
      return log;
    },
    replace: () => [
      'a-b-c'.replace(/\w/g, (m, at) => p(m + at)),
      'abc'.replace('b', (m) => p(`[${m}]`)),
      'aXbX'.replaceAll('X', (m, at) => p(at)),
      '2020-01'.replace(/(?<y>\d+)-(?<m>\d+)/, (...args) => p(args.at(-1).m)),
    ],
    'replace with an exec that parks': () => {
      const pattern = Object.assign(/b/g, {
        exec(text) {
          return p(RegExp.prototype.exec.call(this, text));
        },
      });
      return 'abcb'.replace(pattern, () => p('X'));
    },
    'Symbol.replace': () => 'abc'.replace({ [Symbol.replace]: (text, by) => p(text + by) }, 'Z'),
    'JSON.parse': () => JSON.parse('{"a":[1,{"b":3}]}', (_, v) => p(typeof v === 'number' ? v + 1 : v)),
    'JSON.stringify': () => JSON.stringify({ a: [1], b: { c: 3 } }, (_, v) => p(typeof v === 'number' ? v * 2 : v), 1),
    toJSON: () =>
      JSON.stringify({
        a: {
          toJSON() {
            return p('json') + '!';
          },
        },
      }),
    'call, apply, bind': () => {
      const log = [];
      [].forEach.apply([1, 2], [(x) => log.push(p(x))]);
      const { map } = Array.prototype;
      const bound = Array.prototype.map.bind([7]);
      return [
        log,
        Array.prototype.map.call('ab', (x) => p(x + x)),
        map.call([1], (x) => p(x)),
        bound((x) => p(x)),
        Reflect.apply(Array.prototype.map, [1], [(x) => p(x + 1)]),
      ];
    },
    groupBy: () => Object.groupBy && Object.entries(Object.groupBy(numbers(4), (x) => p(x % 2 ? 'odd' : 'even'))),
    'Map.groupBy': () => Map.groupBy && [...Map.groupBy(numbers(4), (x) => p(x % 2))],
    'lazy helpers': () => {
      const it = numbers(12);
      return (
        it.map && [
          it
            .map((x) => p(x * 2))
            .filter((x) => p(x % 4 === 0))
            .drop(1)
            .take(2)
            .flatMap((x) => p([x, x]))
            .toArray(),
          numbers(4).reduce((a, b) => p(a + b)),
          [...globalThis.Iterator.from({ next: () => p({ done: it.n > 2, value: (it.n = (it.n ?? 0) + 1) }) })],
        ]
      );
    },
    'Iterator.concat': () => globalThis.Iterator?.concat && [...Iterator.concat(numbers(2), numbers(2))],
    'methods of sets': () => {
      const other = {
        size: 2,
        has: (x) => p(x === 1),
        keys: () => numbers(3),
      };
      return new Set().union && [[...new Set([9]).union(other)], [...new Set([1, 2]).intersection(other)]];
    },
    getOrInsertComputed: () => new Map().getOrInsertComputed?.(1, (k) => p(k + 1)),
    'errors of callbacks': () => {
      try {
        [1, 2].forEach((x) => {
          p(1);
          throw new Error(`of ${x}`);
        });
      } catch (error) {
        return error.message;
      }
    },
    'closing an iterator': () => {
      const log = [];
      for (const _ of closing(log)) break;
      try {
        Array.from(closing(log), () => {
          throw p('mapper');
        });
      } catch (error) {
        log.push(error);
      }
      const [a] = closing(log);
      return [a, log];
    },
  };
}
