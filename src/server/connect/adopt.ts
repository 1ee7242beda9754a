/**
 * Makes the routers of an app call its handlers as greenlets, without changing what they know of them: the routers of Express by
 * their Layer class, whose methods call the handlers; those of Connect, which has none, by the entries of their stack.
 *
 *     layer.handleRequest(req, res, next)  ──the request is ours──▶  the same method, on a view of the layer with another `handle`
 */
import type { IncomingMessage } from 'node:http';
import type { Body } from '../../greenlet/body.js';
import { asGreenlet, served } from './handler.js';

/** One handler of a router; a route, or another router, is one too. */
interface Layer {
  handle: Body & { stack?: Stack; handle?: unknown };
  route?: unknown;
}

export type Stack = Layer[];

type Method = (this: Layer, ...args: unknown[]) => unknown;
type LayerMethods = Record<string, Method | undefined>;

/** Whether the framework itself waits for the promise that a handler returns. */
const methods = { handleRequest: true, handleError: true, handle_request: false, handle_error: false };

const adopted = new WeakSet<object>();
const views = new WeakMap<Layer, Layer>();

/** Cheap once it is done, as it is looked at with each request: handlers may be added at any time. */
export function adoptStack(stack: Stack | undefined): void {
  const last = stack?.at(-1);
  if (last === undefined || adopted.has(last)) return;
  for (const layer of stack as Stack) adoptLayer(layer);
}

function adoptLayer(layer: Layer): void {
  if (adopted.has(layer)) return;
  adopted.add(layer);
  const prototype = Object.getPrototypeOf(layer) as LayerMethods;
  if (prototype === Object.prototype)
    layer.handle = isRouter(layer) ? layer.handle : catching(asGreenlet(layer.handle));
  else adoptClass(prototype);
  adoptStack(layer.handle.stack);
}

function adoptClass(prototype: LayerMethods): void {
  if (adopted.has(prototype)) return;
  adopted.add(prototype);
  for (const [name, waits] of Object.entries(methods)) {
    const original = prototype[name];
    if (typeof original === 'function') prototype[name] = onView(original, waits);
  }
}

function onView(original: Method, waits: boolean): Method {
  return function (this: Layer, ...args) {
    const isOurs = served.has((args.length > 3 ? args[1] : args[0]) as IncomingMessage);
    return original.apply(isOurs ? viewOf(this, waits) : this, args);
  };
}

function viewOf(layer: Layer, waits: boolean): Layer {
  if (isRouter(layer)) {
    adoptStack(layer.handle.stack);
    return layer;
  }
  let view = views.get(layer);
  if (view === undefined) {
    const handle = asGreenlet(layer.handle);
    view = Object.create(layer, { handle: { value: waits ? handle : catching(handle) } }) as Layer;
    views.set(layer, view);
  }
  return view;
}

/** It hands on to handlers of its own, which are dealt with when it calls them. */
function isRouter({ handle, route }: Layer): boolean {
  return route !== undefined || handle.stack !== undefined || typeof handle.handle === 'function';
}

/** For frameworks that know nothing of promises. */
function catching(handler: Body): Body {
  const caught = (...args: unknown[]) => {
    const next = args[args.length - 1] as (error: unknown) => void;
    const result = handler(...args);
    if (result instanceof Promise) result.catch((error) => next(error ?? new Error('Rejected promise')));
  };
  return Object.defineProperties(caught, { length: { value: handler.length }, name: { value: handler.name } });
}
