/**
 * The same program twice in one process: as it is written, and compiled. Each is a copy of its own in a scratch
 * folder, so that no function is shared and neither feeds the optimiser's picture of the other.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const variants = /** @type {const} */ (['native', 'compiled']);

const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;

/** @typedef {{ native: string, compiled: string }} Folders */

/**
 * @template T
 * @param {string} source folder
 * @param {'module' | 'commonjs'} sourceType
 * @param {(folders: Folders) => Promise<T>} load imports what it needs: the folders are gone afterwards
 */
export async function withCopies(source, sourceType, load) {
  const scratch = mkdtempSync(join(tmpdir(), 'greenspool-calls-'));
  const folders = { native: join(scratch, 'native'), compiled: join(scratch, 'compiled') };
  try {
    await settleMode();
    const { compile } = await import('../../build/compiler/index.js');
    const extension = sourceType === 'module' ? '.mjs' : '.js';
    for (const variant of variants) {
      mkdirSync(folders[variant]);
      writeFileSync(join(folders[variant], 'package.json'), JSON.stringify({ type: sourceType }));
      for (const name of readdirSync(source).filter((one) => one.endsWith(extension))) {
        const text = readFileSync(join(source, name), 'utf8');
        const { code } = variant === 'native' ? { code: text } : compile(text, { filename: name, sourceType, runtime });
        writeFileSync(join(folders[variant], name), code);
      }
    }
    return await load(folders);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Lets compiled code park once. Before that the engine takes the mode, which compiled code tests behind every call, for
 * a constant, and leaves the tests out: a figure that no program that switches would ever see.
 */
async function settleMode() {
  const { compile } = await import('../../build/compiler/index.js');
  const { run, sleep } = await import('../../build/index.js');
  const { code } = compile('export function nap(sleep) { sleep(0); return true; }', { runtime });
  const { nap } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  if (!(await run(nap, sleep))) throw new Error('bench: a compiled function does not park');
}
