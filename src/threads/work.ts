/**
 * What is to run in a thread: an export of a module, or the text of a function.
 *
 *     threadFunction(url, 'hash')          { module, name }    the thread imports the module
 *     { module: url, export: 'hash' }      the same
 *     (n) => n * n                         { text, name }      the thread evaluates the text
 * Rejected: what stands around a function cannot be sent along; so one that uses it fails, with the name of what it misses
 * (evaluate.ts). A function of a compiled file has compiled text, which runs just as well, as threads have its runtime.
 */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { badArgument, describe } from '../errors/misuse.js';
import { notSendable } from '../errors/threads.js';
import type { Body } from '../greenlet/body.js';

export interface Work {
  /** Of the function; of a module's function that of the export. */
  readonly name: string;
  readonly module?: string;
  readonly text?: string;
}

/** A function that a module exports. */
export interface ModuleExport {
  /** A URL: `new URL('./work.js', import.meta.url)`, `import.meta.resolve('package')`; or an absolute path. */
  module: string | URL;
  /** `default` unless given. */
  export?: string;
}

/** What a thread function stands for. */
const stands = new WeakMap<Body, Work>();
/** Texts of functions are long, and made anew each time. */
const texts = new WeakMap<Body, Work>();

/** @internal `fn` stands for a function of a module from now on. */
export function standFor<F extends Body>(fn: F, work: Work): F {
  stands.set(fn, work);
  return fn;
}

/** Throws GS_BAD_ARGUMENT, GS_THREAD_FUNCTION. */
export function workOf(api: string, fn: unknown): Work {
  if (typeof fn === 'function') return stands.get(fn as Body) ?? textOf(fn as Body);
  if (typeof fn === 'object' && fn !== null && 'module' in fn) {
    const { module, export: name } = fn as ModuleExport;
    return exportOf(api, module, name);
  }
  throw badArgument(api, 'expected a function, or { module: url, export: name }', fn);
}

/** Throws GS_BAD_ARGUMENT. */
export function exportOf(api: string, module: unknown, name: unknown = 'default'): Work {
  if (typeof name !== 'string' || name === '') throw badArgument(api, 'the name of an export is a string', name);
  return { module: urlOf(api, module), name };
}

function urlOf(api: string, module: unknown): string {
  if (module instanceof URL) return module.href;
  if (typeof module !== 'string') throw badArgument(api, 'a module is a URL or an absolute path', module);
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (URL.canParse(module)) return module;
  throw badArgument(api, `a thread does not know where to look; use new URL('./work.js', import.meta.url)`, module);
}

function textOf(fn: Body): Work {
  const known = texts.get(fn);
  if (known !== undefined) return known;
  const name = fn.name === '' ? 'a function' : fn.name;
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text))
    throw notSendable(describe(fn), 'it is native or bound, and has no text');
  if (/^class\b/.test(text)) throw notSendable(describe(fn), 'it is a class, which cannot be called');
  const work = { text, name };
  texts.set(fn, work);
  return work;
}
