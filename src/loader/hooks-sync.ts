/** The hooks of newer versions of Node, which run where the import is. */
import module from 'node:module';
import { type LoadResult, loadAfter, loadBefore, resolveAfter } from './modules.js';
import type { Pipeline } from './pipeline.js';

interface Context {
  conditions?: readonly string[];
  parentURL?: string | undefined;
}

interface Hooks {
  resolve(specifier: string, context: Context, next: (specifier: string, context: Context) => object): object;
  load(url: string, context: Context, next: (url: string, context: Context) => LoadResult): LoadResult;
}

/** @types/node is that of Node 20, which has none of this. */
const { registerHooks } = module as { registerHooks?: (hooks: Hooks) => void };

export function installSyncHooks(pipeline: Pipeline): void {
  registerHooks!({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const url = isRequire(context) ? undefined : resolveAfter(specifier, context.parentURL, error);
        if (url === undefined) throw error;
        return { url, shortCircuit: true };
      }
    },
    load(url, context, next) {
      if (isRequire(context)) return next(url, context);
      return loadBefore(pipeline, url) ?? loadAfter(pipeline, url, next(url, context));
    },
  });
}

/** What is required gets to commonjs.ts, ES modules too. */
function isRequire({ conditions }: Context): boolean {
  return conditions?.[0] === 'require';
}
