/** The hooks of Node 20 and its like, which run in a worker of Node's own: this module is loaded there. */
import { loadCompiler } from './compiler.js';
import { type LoadResult, loadAfter, loadBefore, resolveAfter } from './modules.js';
import { Pipeline } from './pipeline.js';
import type { Settings } from './settings.js';

/** undefined while the compiler itself is being loaded: the hooks apply here as well. */
let pipeline: Pipeline | undefined;

export async function initialize(settings: Settings): Promise<void> {
  pipeline = new Pipeline(settings, await loadCompiler(settings.compiler));
}

interface Context {
  parentURL?: string;
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<object>,
): Promise<object> {
  try {
    return await next(specifier, context);
  } catch (error) {
    const url = resolveAfter(specifier, context.parentURL, error);
    if (url === undefined) throw error;
    return { url, shortCircuit: true };
  }
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<LoadResult>,
): Promise<LoadResult> {
  if (pipeline === undefined) return next(url, context);
  return loadBefore(pipeline, url) ?? loadAfter(pipeline, url, await next(url, context));
}
