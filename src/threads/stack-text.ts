/** Stacks without what is only ours: how jobs are sent, run and waited for says nothing to whoever reads them. */
import { fileURLToPath } from 'node:url';
import { nameOfResume } from '../frames/sites.js';

/** With source maps a stack shows src/ of this package for build/. */
const PARTS = '(?:build|src)[/\\\\](?:errors|frames|greenlet|group|hub|threads)[/\\\\]';
const HERE = [new URL('../..', import.meta.url).href, fileURLToPath(new URL('../..', import.meta.url))];
const ESCAPED = HERE.map((root) => root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

/** Lines of ours, of tinypool, and of what has called them. */
export const OUR_LINES = new RegExp(
  `(?:${ESCAPED})${PARTS}|node_modules[/\\\\]tinypool[/\\\\]|node:internal[/\\\\](?:process|timers|modules)`,
);
/** The host and the engine: what they have been called by says whose they are. */
const HOST = /^\s+at .*(?:node:|wasm:)/;
/** Resume versions stand for the functions they were made of. */
const RESUME = /\$_*r\d+_[\w$]+/g;

export function withoutOurs(stack: string): string {
  let isOurs = false;
  const lines = stack.replace(RESUME, (name) => nameOfResume(name) || '<anonymous>').split('\n');
  const kept = lines.filter((line) => {
    isOurs = /^\s+at /.test(line) && (OUR_LINES.test(line) || (isOurs && HOST.test(line)));
    return !isOurs;
  });
  return kept.join('\n');
}
