// What the tests run in threads, without greenspool: a thread that loads it takes three times as long to start.

export const square = (n) => n * n;
export const sum = (list) => list.reduce((a, b) => a + b, 0);
export const late = async (value, ms) => {
  await new Promise((done) => setTimeout(done, ms));
  return value;
};
export default function whole() {
  return 'default';
}

export class Custom extends RangeError {
  constructor(message, options) {
    super(message, options);
    this.code = 'CUSTOM';
    this.where = { depth: 2, fn: () => 1 };
  }
}

export function fail(kind) {
  if (kind === 'custom') throw new Custom('too deep', { cause: new TypeError('the cause', { cause: 'text' }) });
  if (kind === 'all') throw new AggregateError([new TypeError('one'), new Error('two')], 'both');
  if (kind === 'dom') throw new DOMException('stopped', 'AbortError');
  if (kind === 'value') throw { plain: [1, 2] };
  if (kind === 'function') throw () => 1;
  if (kind === 'undefined') throw undefined;
  const cyclic = new Error('cyclic');
  cyclic.cause = cyclic;
  throw cyclic;
}

/** Counts for ever; whoever has the memory sees whether it is still there. */
export function spin(counter) {
  for (;;) Atomics.add(counter, 0, 1);
}

export function die(how) {
  if (how === 'exit') process.exit(3);
  if (how === 'late') setTimeout(() => Promise.reject(new Error('nobody handles this')));
  if (how === 'memory') for (const all = []; ; ) all.push(new Array(1e5).fill(all));
  return new Promise(() => undefined);
}

/** Ends its thread as soon as it has answered. */
export function answerAndExit(value) {
  setImmediate(() => process.exit());
  return value;
}

/** Its thread dies of an error as soon as it has answered. */
export function answerAndThrow(value) {
  setImmediate(() => Promise.reject(new Error('too late')));
  return value;
}

let kept = null;
export function keep(bytes) {
  kept = bytes;
  return kept.byteLength;
}

export const notAFunction = 1;
