/**
 * AsyncLocalStorage for greenlets, where the host has it (Node). A greenlet inherits the context of its spawn and has it
 * at every resume, through one AsyncResource each. Programs that never use AsyncLocalStorage pay nothing: until its
 * first `run`, `enterWith` or `getStore`, the three methods are ours, only to take note and put the originals back.
 *
 * Async bodies are the exception: who runs after an `await` can only be known from a context, so the first async body
 * makes a storage of ours in which each of them finds itself.
 */
import type { AsyncScope, Continuation } from '../frames/continuation.js';

type AsyncHooks = typeof import('node:async_hooks');
type Storage = import('node:async_hooks').AsyncLocalStorage<Continuation>;
const METHODS = ['run', 'enterWith', 'getStore'] as const;
type Methods = Record<(typeof METHODS)[number], (this: unknown, ...args: unknown[]) => unknown>;

const hooks = loadAsyncHooks();
const native = hooks === null ? null : watchFirstUse(hooks);
let inUse = false;
let owners: Storage | null = null;

/** The context to run a new greenlet in, or null when nothing has used one yet. */
export function inheritScope(): AsyncScope | null {
  return inUse && hooks !== null ? (new hooks.AsyncResource('Greenlet') as AsyncScope) : null;
}

/** Runs the body of an async greenlet so that `asyncOwner()` finds it after each await. */
export function runAsOwner(owner: Continuation, fn: () => unknown): unknown {
  if (hooks === null || native === null) return fn();
  owners ??= new hooks.AsyncLocalStorage<Continuation>();
  return native.run.call(owners, owner, fn);
}

/** The async greenlet whose continuation runs, dead or alive, or null. */
export function asyncOwner(): Continuation | null {
  if (owners === null || native === null) return null;
  return (native.getStore.call(owners) as Continuation | undefined) ?? null;
}

/** Runs the hub's turn outside everybody's context: it serves all, whoever asked for it. */
export function inRootScope(fn: () => void): () => void {
  if (hooks === null) return fn;
  const root = new hooks.AsyncResource('greenspool');
  return () => root.runInAsyncScope(fn);
}

function loadAsyncHooks(): AsyncHooks | null {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } };
  return (process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined) ?? null;
}

/** Sees the first use of any AsyncLocalStorage; returns the methods as they were, for our own storage. */
function watchFirstUse({ AsyncLocalStorage }: AsyncHooks): Methods {
  const prototype = AsyncLocalStorage.prototype as unknown as Methods;
  const { run, enterWith, getStore } = prototype;
  const originals: Methods = { run, enterWith, getStore };
  const watchers: Partial<Methods> = {};
  for (const name of METHODS) {
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      inUse = true;
      for (const one of METHODS) if (prototype[one] === watchers[one]) prototype[one] = originals[one];
      return originals[name].apply(this, args);
    };
    watchers[name] = prototype[name];
  }
  return originals;
}
