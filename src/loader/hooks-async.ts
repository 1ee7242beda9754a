/** The hooks of Node 20 and its like, which run in a worker of Node's own: this module is loaded there. */
import { type LoadResult, loadAfter, loadBefore, resolveAfter } from './modules.js';
import { Pipeline } from './pipeline.js';
import type { Settings } from './settings.js';

let pipeline: Pipeline;

export function initialize(settings: Settings): void {
  pipeline = new Pipeline(settings);
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
  return loadBefore(pipeline, url) ?? loadAfter(pipeline, url, await next(url, context));
}
