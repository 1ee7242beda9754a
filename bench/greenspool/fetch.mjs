/** Our rows of the suite `fetch`: plain code, compiled, a greenlet for each URL or a pool of them. */
import { joinAll, Pool, run, spawn } from 'greenspool';
import { fetch, fetchText } from 'greenspool/fetch';

const source = `
export function all({ joinAll, spawn, fetch }, urls) {
  const load = (url) => fetch(url).text().length;
  const greenlets = urls.map((url) => spawn(load, url));
  joinAll(greenlets, { raiseErrors: true });
  return greenlets.reduce((sum, g) => sum + g.value, 0);
}

export function pooled({ Pool, fetchText, size }, urls) {
  const texts = new Pool(size).map((url) => fetchText(url), urls);
  return texts.reduce((sum, text) => sum + text.length, 0);
}`;

/** @typedef {(tools: object, urls: string[]) => number} Load */

/** @returns {Promise<Record<'all' | 'pooled', (urls: string[]) => Promise<number>>>} */
export async function compiledFetch() {
  const { compile } = await import('../../build/compiler/index.js');
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const { code } = compile(source, { filename: 'fetch.mjs', sourceType: 'module', runtime });
  /** @type {Record<'all' | 'pooled', Load>} */
  const { all, pooled } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return {
    all: (urls) => run(all, { joinAll, spawn, fetch }, urls),
    pooled: (urls) => run(pooled, { Pool, fetchText, size: 250 }, urls),
  };
}
