/** Which tests are run. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './args.mjs';

/** Below test/built-ins: what the runtime has compiled equivalents of, and what iterates. */
const builtins = [
  'Array',
  'ArrayIteratorPrototype',
  'AsyncFromSyncIteratorPrototype',
  'Function/prototype/apply',
  'Function/prototype/bind',
  'Function/prototype/call',
  'GeneratorFunction',
  'GeneratorPrototype',
  'Iterator',
  'JSON',
  'Map',
  'MapIteratorPrototype',
  'Object/entries',
  'Object/fromEntries',
  'Object/groupBy',
  'Reflect/apply',
  'Reflect/construct',
  'RegExp/prototype/Symbol.replace',
  'Set',
  'SetIteratorPrototype',
  'String/prototype/matchAll',
  'String/prototype/replace',
  'String/prototype/replaceAll',
  'TypedArray',
  'TypedArrayConstructors',
];

/**
 * Paths below the checkout's test/, in a stable order.
 * @param {import('./args.mjs').Args} args
 * @returns {string[]}
 */
export function listTests({ dir, filter, again, builtins: wantsBuiltins, sample }) {
  const root = join(dir, 'test');
  if (again !== undefined) return testsIn(again);
  const folders = wantsBuiltins ? builtins.map((name) => `built-ins/${name}`) : ['language'];
  const there = folders.filter((folder) => existsSync(join(root, folder)));
  if (there.length === 0) throw new UsageError(`No tests in ${root}: is it a checkout of test262?`);
  const all = there.flatMap((folder) => [...filesUnder(root, folder)]).filter((path) => path.includes(filter));
  const [k, n] = sample;
  return all.filter((_, i) => i % n === k - 1);
}

/** @param {string} differences a file that a run has written (report.mjs) */
function testsIn(differences) {
  const lines = readFileSync(differences, 'utf8').split('\n').filter(Boolean);
  return [...new Set(lines.map((line) => line.split('\t')[1].replace(' (strict)', '')))];
}

/** @param {string} root @param {string} path @returns {Iterable<string>} */
function* filesUnder(root, path) {
  if (!statSync(join(root, path)).isDirectory()) {
    if (path.endsWith('.js') && !path.includes('_FIXTURE')) yield path;
    return;
  }
  for (const name of readdirSync(join(root, path)).sort()) yield* filesUnder(root, `${path}/${name}`);
}
