/**
 * What patching costs: each function as it is, patched and called outside greenlets, patched and called by a compiled greenlet
 * that waits for it. The rows are explained in ../README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, spawn } from 'greenspool';
import { compile } from 'greenspool/compiler';
import { original, patchAll, report, unpatchAll } from 'greenspool/monkey';
import { isQuick, measure } from '../lib/measure.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {(...args: unknown[]) => unknown} Call */
/** @typedef {(call: Call, args: unknown[], n: number) => number} Loop */
/** @typedef {{ module: string, name: string, args: unknown[] }} Subject */

const require = createRequire(import.meta.url);
const nReaders = 8;
/** Many: calls of the system vary, and what patching adds to them is less than that. */
const effort = isQuick ? { rounds: 1, roundMs: 1 } : { rounds: 160, roundMs: 8 };

/** With one or two arguments that are written down, as programs call. @param {number} nArguments */
const loopText = (nArguments) => {
  const args = Array.from({ length: nArguments }, (_, i) => `a${i}`).join(', ');
  return `export function loop(call, [${args}], n) {
    let made = 0;
    for (let i = 0; i < n; i++) { call(${args}); made++; }
    return made;
  }`;
};

let nLoops = 0;

/** A copy of its own for each row, so that none feeds the optimiser's picture of another. @param {number} nArguments @param {boolean} isCompiled @returns {Promise<Loop>} */
async function loopFor(nArguments, isCompiled) {
  const source = `${loopText(nArguments)} // ${nLoops++}`;
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const text = isCompiled ? compile(source, { filename: `loop${nLoops}.mjs`, runtime }).code : source;
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)).loop;
}

/** @param {string} folder @returns {Subject[]} */
const subjects = (folder) => [
  { module: 'fs', name: 'readFileSync', args: [join(folder, 'small'), 'utf8'] },
  { module: 'fs', name: 'existsSync', args: [join(folder, 'small')] },
  { module: 'fs', name: 'statSync', args: [join(folder, 'small')] },
  { module: 'fs', name: 'writeFileSync', args: [join(folder, 'written'), 'a line of text\n'] },
  { module: 'zlib', name: 'gzipSync', args: [Buffer.alloc(100_000, 'greenspool ')] },
  { module: 'crypto', name: 'pbkdf2Sync', args: ['secret', 'salt', 1000, 32, 'sha256'] },
  { module: 'child_process', name: 'execFileSync', args: ['true', []] },
];

/** @param {Subject} subject @returns {Promise<Load[]>} */
async function loadsOf({ module, name, args }) {
  const present = () => require(`node:${module}`)[name];
  const untouched = original(/** @type {'fs'} */ (module), name);
  const loops = await Promise.all([false, false, true].map((isCompiled) => loopFor(args.length, isCompiled)));
  const [asIs, outside, inside] = /** @type {[Loop, Loop, Loop]} */ (loops);
  /** @type {[string, (n: number) => number | Promise<number>][]} */
  const ways = [
    ['original', (n) => asIs(untouched, args, n)],
    ['patched-outside', (n) => outside(present(), args, n)],
    ['patched-inside', (n) => run(inside, present(), args, n)],
  ];
  return ways.map(([variant, work]) => ({ label: { name, variant }, atLeast: 1, prepare: () => ({ run: work }) }));
}

/** The asynchronous peer, one after the other and several at once. @param {string} file @returns {Promise<Load[]>} */
async function peers(file) {
  const loop = await loopFor(2, true);
  const call = require('node:fs').readFileSync;
  const args = [file, 'utf8'];
  const each = (/** @type {number} */ n) => Math.ceil(n / nReaders);
  /** @param {number} n */
  const sequential = async (n) => {
    let made = 0;
    for (; made < n; made++) await readFile(file, 'utf8');
    return made;
  };
  /** @param {number} n @param {(share: number) => PromiseLike<number>} reader */
  const concurrent = async (n, reader) => {
    const shares = Array.from({ length: nReaders }, (_, i) => Math.min(each(n), Math.max(0, n - i * each(n))));
    const made = await Promise.all(shares.map(reader));
    return made.reduce((sum, one) => sum + one, 0);
  };
  /** @param {number} n */
  const greenlets = (n) => concurrent(n, (share) => spawn(loop, call, args, share));
  return [
    { label: { name: 'readFile-promises' }, prepare: () => ({ run: sequential }) },
    {
      label: { name: 'readFile-promises', count: nReaders },
      prepare: () => ({ run: (n) => concurrent(n, sequential) }),
    },
    {
      label: { name: 'readFileSync', variant: 'patched-inside', count: nReaders },
      prepare: () => ({ run: greenlets }),
    },
  ];
}

export async function monkeySuite() {
  const folder = mkdtempSync(join(tmpdir(), 'greenspool-monkey-'));
  writeFileSync(join(folder, 'small'), 'a line of text\n'.repeat(10));
  patchAll();
  try {
    const known = new Set(report().patched);
    const there = subjects(folder).filter(({ module, name }) => known.has(`${module}.${name}`));
    const loads = [];
    for (const subject of there) loads.push(...(await loadsOf(subject)));
    return await measure([...loads, ...(await peers(join(folder, 'small')))], effort);
  } finally {
    unpatchAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
