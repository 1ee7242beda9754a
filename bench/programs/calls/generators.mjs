// Generators that feed each other, a tree walked by `yield*`, and one that is asked to stop early.
export const expected = '1971852 2500 24';

export function run() {
  const odd = filter(range(1, 9000), (n) => n % 2 === 1);
  const sums = window(
    map(odd, (n) => n * n),
    4,
    (values) => values.reduce((a, b) => a + b, 0),
  );
  let total = 0;
  for (const sum of take(sums, 4000)) total += sum % 1009;
  const tree = insertAll(null, shuffled(2500));
  let previous = -1;
  let nOrdered = 0;
  for (const { key } of walk(tree)) {
    if (key > previous) nOrdered++;
    previous = key;
  }
  const [first, second, ...rest] = take(zip(walk(tree), range(10, 60)), 5);
  return `${total} ${nOrdered} ${first[1] + second[1] + rest.length}`;
}

function* range(from, to) {
  for (let i = from; i < to; i++) yield i;
}

function* map(source, change) {
  for (const value of source) yield change(value);
}

function* filter(source, test) {
  for (const value of source) if (test(value)) yield value;
}

function* take(source, n) {
  if (n <= 0) return;
  let left = n;
  for (const value of source) {
    yield value;
    if (--left === 0) return;
  }
}

function* zip(a, b) {
  const other = b[Symbol.iterator]();
  for (const value of a) {
    const next = other.next();
    if (next.done) return;
    yield [value, next.value];
  }
}

function* window(source, size, combine) {
  const last = [];
  for (const value of source) {
    last.push(value);
    if (last.length > size) last.shift();
    if (last.length === size) yield combine(last);
  }
}

function shuffled(n) {
  const keys = [];
  for (let i = 0; i < n; i++) keys.push((i * 7919) % 9973);
  return keys;
}

function insertAll(tree, keys) {
  return keys.reduce((root, key) => insert(root, key), tree);
}

function insert(node, key) {
  if (node === null) return { key, left: null, right: null };
  if (key < node.key) node.left = insert(node.left, key);
  else if (key > node.key) node.right = insert(node.right, key);
  return node;
}

function* walk(node) {
  if (node === null) return;
  yield* walk(node.left);
  yield node;
  yield* walk(node.right);
}
