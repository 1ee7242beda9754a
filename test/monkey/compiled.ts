/** Compiles a module of a test and imports it. */
import { compile } from 'greenspool/compiler';
import type { Call } from './outcomes.ts';

const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
let nModules = 0;

export async function compiledModule(text: string): Promise<Record<string, Call>> {
  const filename = `module${nModules++}.mjs`;
  const { code } = compile(`${text}\n// ${filename}`, { filename, runtime });
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
}
