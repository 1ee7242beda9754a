/**
 * Makes the routers of an app call its handlers as greenlets, without changing what they know of them: the routers of Express by
 * their Layer class, whose methods call the handlers; those of Connect, which has none, by the entries of their stack.
 *
 *     layer.handleRequest(req, res, next)  ──the request is ours──▶  the same method, on a view of the layer with another `handle`
 *     router.handle(req, res, next)        ──the request is ours──▶  the same method, when the callbacks of `param` are adopted
 */
import type { Body } from '../../greenlet/body.js';
import { asCaughtGreenlet, asGreenlet, exchangeOf } from './handler.js';

/** One handler of a router; a route, or another router, is one too. */
interface Layer {
  handle: Body & Router & { handle?: unknown };
  route?: unknown;
}

export interface Router {
  stack?: Layer[];
  /** The callbacks of `param`, by name. */
  params?: Record<string, Body[]> | unknown[];
}

type Method = (this: Layer, ...args: unknown[]) => unknown;
type LayerMethods = Record<string, Method | undefined>;

/** Whether the framework itself waits for the promise that a handler returns: Express 5 does, Express 4 does not. */
const methods = { handleRequest: true, handleError: true, handle_request: false, handle_error: false };

const adopted = new WeakSet<object>();
const views = new WeakMap<Layer, Layer>();

/** Cheap once it is done, as it is looked at with each request: handlers may be added at any time. */
export function adoptRouter(router: Router): void {
  const { stack, params } = router;
  if (typeof params === 'object' && params !== null && !Array.isArray(params)) {
    adoptRouterClass(router);
    adoptParams(params);
  }
  const last = stack?.at(-1);
  if (stack === undefined || last === undefined || adopted.has(last)) return;
  for (const layer of stack) adoptLayer(layer);
}

/** Of this class are those of apps that are mounted, and those that a handler calls: nobody else tells us of them. */
function adoptRouterClass(router: Router): void {
  const prototype = ownerOf(router, 'handle');
  if (prototype === undefined || adopted.has(prototype)) return;
  adopted.add(prototype);
  const original = prototype.handle as (...args: unknown[]) => unknown;
  prototype.handle = function (this: Router, ...args: unknown[]) {
    if (exchangeOf(args) !== undefined) adoptRouter(this);
    return original.apply(this, args);
  };
}

/** The prototype that the method is inherited from. */
function ownerOf(object: object, method: string): Record<string, unknown> | undefined {
  let prototype: unknown = Object.getPrototypeOf(object);
  while (prototype !== null && !Object.hasOwn(prototype as object, method))
    prototype = Object.getPrototypeOf(prototype);
  return (prototype as Record<string, unknown> | null) ?? undefined;
}

function adoptParams(params: Record<string, Body[]>): void {
  for (const callbacks of Object.values(params)) {
    for (const [at, callback] of callbacks.entries()) {
      if (adopted.has(callback)) continue;
      callbacks[at] = asCaughtGreenlet(callback);
      adopted.add(callbacks[at]);
    }
  }
}

function adoptLayer(layer: Layer): void {
  if (adopted.has(layer)) return;
  adopted.add(layer);
  const prototype = Object.getPrototypeOf(layer) as LayerMethods;
  if (prototype !== Object.prototype) adoptClass(prototype);
  else if (!isRouter(layer)) layer.handle = asCaughtGreenlet(layer.handle);
  adoptRouter(layer.handle);
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
    return original.apply(exchangeOf(args) === undefined ? this : viewOf(this, waits), args);
  };
}

function viewOf(layer: Layer, waits: boolean): Layer {
  if (isRouter(layer)) {
    adoptRouter(layer.handle);
    return layer;
  }
  let view = views.get(layer);
  if (view === undefined) {
    const handle = waits ? asGreenlet(layer.handle) : asCaughtGreenlet(layer.handle);
    view = Object.create(layer, { handle: { value: handle } }) as Layer;
    views.set(layer, view);
  }
  return view;
}

/** It hands on to handlers of its own, which are dealt with when it calls them. */
function isRouter({ handle, route }: Layer): boolean {
  return (
    (route !== undefined && typeof route !== 'string') ||
    handle.stack !== undefined ||
    typeof handle.handle === 'function'
  );
}
