/** The list of known differences, exceptions.txt beside this file: each with the reason why it stays. */
import { readFileSync } from 'node:fs';

/** @typedef {{ modes: string[], pattern: RegExp, line: string }} Exception */

/** @returns {Exception[]} */
export function readExceptions() {
  const text = readFileSync(new URL('exceptions.txt', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [modes, path, ...reason] = line.trim().split(/\s+/);
    if (reason.length === 0) throw new Error(`exceptions.txt: no reason in the line ${line}`);
    return { modes: modes.split(','), pattern: globToRegExp(path), line };
  });
}

/** @param {string} glob where `*` stands for any text */
function globToRegExp(glob) {
  const escaped = glob.split('*').map((part) => part.replace(/[\\^$+?.()|[\]{}]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}

/** @param {Exception[]} exceptions @param {string} mode @param {string} path */
export function isListed(exceptions, mode, path) {
  return exceptions.some(({ modes, pattern }) => modes.includes(mode) && pattern.test(path));
}
