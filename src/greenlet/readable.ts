/** What `each` reads, as one shape: the next item on demand, and an end before the end. */
import { badArgument } from '../errors/misuse.js';

export interface Readable<T> {
  read(): PromiseLike<IteratorResult<T>> | IteratorResult<T>;
  /** Nobody will read any more. A read that is under way may be ended by it, or not. */
  close(): unknown;
}

/**
 * Node's and Web streams are closed by their own means: the `return` of their iterators would wait behind a read that is under
 * way, and so for data that may never come. An async generator has no other means.
 */
export function readableOf<T>(source: unknown): Readable<T> {
  if (typeof source === 'object' && source !== null) {
    if (isWebStream<T>(source)) return webReader(source.getReader());
    if (isIterable<T>(source)) return iteratorReader(source, source[Symbol.asyncIterator]());
  }
  throw badArgument('each', 'expected an async iterable, a Web ReadableStream or a Node Readable', source);
}

function webReader<T>(reader: ReadableStreamDefaultReader<T>): Readable<T> {
  return {
    read: () => reader.read() as Promise<IteratorResult<T>>,
    close: () => reader.cancel().finally(() => reader.releaseLock()),
  };
}

function iteratorReader<T>(source: AsyncIterable<T>, iterator: AsyncIterator<T>): Readable<T> {
  return { read: () => iterator.next(), close: () => (isNodeStream(source) ? source.destroy() : iterator.return?.()) };
}

function isWebStream<T>(source: object): source is ReadableStream<T> {
  return typeof (source as Partial<ReadableStream>).getReader === 'function';
}

function isIterable<T>(source: object): source is AsyncIterable<T> {
  return typeof (source as Partial<AsyncIterable<T>>)[Symbol.asyncIterator] === 'function';
}

function isNodeStream(source: object): source is { destroy(): unknown } {
  const { destroy, pipe } = source as { destroy?: unknown; pipe?: unknown };
  return typeof destroy === 'function' && typeof pipe === 'function';
}
