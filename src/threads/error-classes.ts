/** The classes that errors of threads can have here: JavaScript's own, ours, and what the pool was told (`errors`). */
import { BarrierError, GreenspoolError, Timeout } from '../errors/greenspool-error.js';
import { PoolFull } from '../errors/group.js';
import { HttpError } from '../errors/http.js';
import { IncompleteRead } from '../errors/net.js';
import { RequestError } from '../errors/server.js';
import { ProcessFailed } from '../errors/subprocess.js';
import { ChannelClosed, QueueEmpty, QueueFull, QueueShutdown } from '../errors/sync.js';
import { GreenletExit } from '../greenlet/greenlet-exit.js';

// biome-ignore lint/suspicious/noExplicitAny: an error class takes what its author likes
export type ErrorClass = abstract new (...args: any[]) => Error;

const BUILT_IN = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError];
const OWN = [GreenspoolError, BarrierError, Timeout, GreenletExit];
const OF_SYNC = [PoolFull, ChannelClosed, QueueEmpty, QueueFull, QueueShutdown];
const OF_THE_HOST = [HttpError, IncompleteRead, ProcessFailed, RequestError];

/** By name. */
export function knownClasses(added: readonly ErrorClass[]): ReadonlyMap<string, ErrorClass> {
  const all: ErrorClass[] = [...BUILT_IN, ...OWN, ...OF_SYNC, ...OF_THE_HOST, ...added];
  return new Map(all.map((one) => [one.name, one]));
}
