/** A handler of a framework, run as a greenlet of its request. */
import type { IncomingMessage } from 'node:http';
import { KIND } from '../../frames/continuation.js';
import { machine } from '../../frames/machine.js';
import type { Body } from '../../greenlet/body.js';
import { isExit } from '../../greenlet/greenlet-exit.js';
import type { Exchange } from '../exchange.js';

/** The requests that are ours: an app may be served by others as well. */
export const served = new WeakMap<IncomingMessage, Exchange>();

type Next = (error?: unknown) => void;

/**
 * What a framework calls a handler with. Of a request that is not ours, undefined.
 *
 *     (req, res, next)     (error, req, res, next)     (req, res, next, value, name) of `param`
 */
export function exchangeOf(args: unknown[]): Exchange | undefined {
  return served.get(args[args.length === 4 ? 1 : 0] as IncomingMessage);
}

const nextIn = (args: unknown[]): number => (args.length === 4 ? 3 : 2);

/**
 * The handler as a greenlet: returns or throws what it has ended with, or a promise when it is parked. It keeps the number of
 * parameters, by which frameworks tell handlers of errors from others.
 */
export function asGreenlet(handler: Body): Body {
  const wrapped = (...args: unknown[]) => {
    const exchange = exchangeOf(args);
    return exchange === undefined ? handler(...args) : call(exchange, handler, args);
  };
  return Object.defineProperties(wrapped, { length: { value: handler.length }, name: { value: handler.name } });
}

function call(exchange: Exchange, handler: Body, args: unknown[]): unknown {
  const at = nextIn(args);
  const next = args[at];
  const given = typeof next === 'function' ? args.with(at, nextInGreenlet(exchange, next as Next)) : args;
  const greenlet = exchange.run(handler, given);
  if (!greenlet.dead) return outcomeOf(exchange, greenlet);
  if (!greenlet.successful()) throw greenlet.exception;
  if (isExit(greenlet.value)) exchange.killed();
  return undefined;
}

/** The same for frameworks that know nothing of promises. */
export function asCaughtGreenlet(handler: Body): Body {
  const greenlet = asGreenlet(handler);
  const caught = (...args: unknown[]) => {
    const exchange = exchangeOf(args);
    if (exchange === undefined) return handler(...args);
    const next = nextInGreenlet(exchange, args[nextIn(args)] as Next);
    const result = greenlet(...args);
    if (result instanceof Promise) result.catch((error) => next(error ?? new Error('Rejected promise')));
    return undefined;
  };
  return Object.defineProperties(caught, { length: { value: handler.length }, name: { value: handler.name } });
}

/** The framework makes `next(error)` of its rejection. */
function outcomeOf(exchange: Exchange, greenlet: ReturnType<Exchange['run']>): Promise<void> {
  return new Promise((resolve, reject) => {
    exchange.whenOver(greenlet, (ended) => {
      if (!ended.successful()) reject(ended.exception);
      else {
        if (isExit(ended.value)) exchange.killed(); // the framework would wait for an answer
        resolve();
      }
      exchange.settle();
    });
  });
}

/** What follows runs in a greenlet, whoever calls `next`. */
function nextInGreenlet(exchange: Exchange, next: Next): Next {
  return (error) => {
    if (machine.current._kind !== KIND.MAIN) {
      next(error);
      return;
    }
    exchange.followedBy(exchange.run(next, error === undefined ? [] : [error]));
  };
}
