// Builds the package into build/, and only what changed:
//
//   1. tsc            src/ -> build/           (incremental; the engine's build imports its result)
//   2. stale outputs  build/x.js whose src/x.ts is gone is deleted, so that it cannot be tested or packed
//   3. build-builtins build/builtins/ is compiled by build/compiler/, in place
//   4. build-engine   assembly/ -> build/engine.wasm ...   skipped while the hash of all that goes into it is the same
//
// Prints to standard error only: `npm run bench -- --json` builds first and owns standard output.
// `--force` rebuilds the engine whatever the hash says.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, 'build');
const hashFile = join(build, '.engine-hash');

/** What the engine is made of. The lock file stands for the versions of the AssemblyScript compiler and of Binaryen. */
const engineInputs = ['assembly', 'src/wasm', 'scripts/build-engine.mjs', 'package-lock.json'];
const engineOutputs = ['engine.wasm', 'engine-debug.wasm', 'engine/bytes.js'];

buildJs();
removeStale();
run('The built-ins', [join(root, 'scripts/build-builtins.mjs')]);
buildEngine(process.argv.includes('--force'));

function buildJs() {
  run('TypeScript', [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.json')]);
}

function removeStale() {
  const outputs = /(\.d\.ts|\.js|\.js\.map)$/;
  for (const path of filesUnder(build)) {
    const name = relative(build, path);
    if (!outputs.test(name) || engineOutputs.includes(name.split(sep).join('/'))) continue;
    const source = join(root, 'src', name.replace(outputs, ''));
    if (!existsSync(`${source}.ts`)) rmSync(path);
  }
}

/** @param {boolean} force */
function buildEngine(force) {
  const hash = hashOf(engineInputs);
  const complete = engineOutputs.every((name) => existsSync(join(build, name)));
  if (!force && complete && existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;
  rmSync(hashFile, { force: true });
  run('The engine', [join(root, 'scripts/build-engine.mjs')]);
  mkdirSync(build, { recursive: true });
  writeFileSync(hashFile, hash);
}

/** @param {string} what @param {string[]} args */
function run(what, args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(`${what} did not build: ${error?.message ?? `exit code ${status}`}`);
  process.exit(1);
}

/** @param {string[]} paths */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((name) => filesUnder(join(root, name)))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** All files below a folder (or the file itself), in a stable order. @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path)
      .sort()
      .flatMap((name) => filesUnder(join(path, name)));
  } catch {
    return [path];
  }
}
