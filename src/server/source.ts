/** Answers that come in chunks: Node's and Web streams, async iterables, and iterators, whose `next` may block when it is compiled. */
import { generatorPicks } from '../compiled/generators.js';
import { isGenerator } from '../frames/generator-frame.js';
import { type Each, each } from '../greenlet/each.js';

export type Source = AsyncIterable<unknown> | ReadableStream<unknown> | Iterator<unknown>;

/** Both calls block. */
export interface Chunks {
  next(): unknown;
  /** Nobody will ask for more. */
  close(): unknown;
}

/** Arrays, sets and maps are data; what has a `next` of its own is an iterator. */
export function isSource(value: unknown): value is Source {
  if (typeof value !== 'object' || value === null) return false;
  const { getReader, next } = value as { getReader?: unknown; next?: unknown };
  if (typeof getReader === 'function') return true;
  if (typeof (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function') return true;
  return typeof next === 'function' && Symbol.iterator in value;
}

export function chunksOf(source: Source): Chunks {
  if (isIterator(source)) return isGenerator(source) ? ofGenerator(source) : ofIterator(source);
  const it: Each<unknown> = each(source);
  return { next: () => it.next(), close: () => it.return() };
}

function isIterator(source: Source): source is Iterator<unknown> {
  return !(Symbol.asyncIterator in source) && !('getReader' in source);
}

function ofIterator(it: Iterator<unknown>): Chunks {
  return { next: () => it.next(), close: () => it.return?.() };
}

/** Compiled ones may park below `next()`, which only the `next` of the runtime for compiled code can deal with. */
function ofGenerator(generator: Generator): Chunks {
  const next = generatorPicks.next(generator.next) as Generator['next'];
  const finish = generatorPicks.return(generator.return) as Generator['return'];
  return { next: () => next.call(generator, undefined), close: () => finish.call(generator, undefined) };
}
