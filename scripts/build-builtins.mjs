// Compiles build/builtins with our own compiler, in place, so that the callbacks of standard functions may park.
//
//   tsc writes build/builtins/x.js ──▶ its text is kept in build/.builtins.json ──▶ x.js is written again, compiled
//
// tsc writes a file only when its source has changed, so what is found here may be compiled already: then the kept text is
// what counts. Nothing is done while the texts and the compiler are the same. Files of native/ call nobody and stay as they are.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import remapping from '@jridgewell/remapping';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const builtins = join(root, 'build/builtins');
const compiler = join(root, 'build/compiler');
const keptFile = join(root, 'build/.builtins.json');

/** Every compiled file contains this. */
const mark = '$gs.file(';
/**
 * Whose functions never park themselves, and call nobody who does, but as the last thing: what those of general/ return is handed
 * on untouched, so a park in them passes through.
 */
const quiet = [
  ...['iterators', 'json', 'keyed', 'objects', 'species', 'strings', 'typed-arrays'].map((name) => `native/${name}.js`),
  '/general/',
];
const uncompiled = /^native\/|^(index|names|picks)\.js$/;

/** @typedef {{ source: string, map: string, hasSites: boolean }} Kept */

/** @type {{ hash: string, files: Record<string, Kept> }} */
const kept = existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : { hash: '', files: {} };
const files = readSources();
const hash = hashOf(files);
if (hash !== kept.hash || isAnyRaw(files)) await compileAll(files);

/** @returns {Record<string, Kept>} */
function readSources() {
  const found = {};
  for (const path of filesUnder(builtins)) {
    const name = relative(builtins, path).split(sep).join('/');
    if (!name.endsWith('.js') || uncompiled.test(name)) continue;
    const source = readFileSync(path, 'utf8');
    if (!source.includes(mark)) {
      const hasSites = kept.files[name]?.source === source && kept.files[name].hasSites;
      found[name] = { source, map: readFileSync(`${path}.map`, 'utf8'), hasSites };
    } else if (kept.files[name] !== undefined) {
      found[name] = kept.files[name];
    } else {
      throw new Error(`${name} is compiled and its text is not kept: delete build/ and build again`);
    }
  }
  return found;
}

/** tsc may write a text that we have compiled before. @param {Record<string, Kept>} files */
function isAnyRaw(files) {
  return Object.entries(files).some(
    ([name, { hasSites }]) => hasSites && !readFileSync(join(builtins, name), 'utf8').includes(mark),
  );
}

/** @param {Record<string, Kept>} files */
async function compileAll(files) {
  const { compile } = await import('../build/compiler/index.js');
  for (const [name, file] of Object.entries(files)) {
    const up = '../'.repeat(name.split('/').length);
    const { code, map } = compile(file.source.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), {
      filename: `greenspool/build/builtins/${name}`,
      runtime: `${up}compiled/early.js`,
      sourceMap: true,
      quiet,
    });
    file.hasSites = map !== null;
    if (map === null) continue;
    const path = join(builtins, name);
    write(`${path}.map`, JSON.stringify(remapping([/** @type {any} */ (map), file.map], () => null)));
    write(path, `${code}\n//# sourceMappingURL=${name.split('/').at(-1)}.map\n`);
  }
  writeFileSync(keptFile, JSON.stringify({ hash, files }));
}

/** Others may be reading it. @param {string} path @param {string} text */
function write(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** @param {Record<string, Kept>} files */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const [name, { source }] of Object.entries(files)) hash.update(`${name}\0${source}\0`);
  for (const path of filesUnder(compiler)) {
    if (path.endsWith('.js')) hash.update(readFileSync(path)).update('\0');
  }
  return hash.update(readFileSync(fileURLToPath(import.meta.url))).digest('hex');
}

/** @param {string} folder @returns {string[]} */
function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
