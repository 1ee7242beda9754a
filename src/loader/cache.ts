/**
 * Results on disk, so that a file is compiled once and not at every start. One file per result:
 *
 *   <folder>/<2 digits>/<the rest of the key>      first line: checksum and format; then the code
 *
 * The key is a hash of all that goes into a result, so an entry is never outdated, only unused. Entries appear by renaming,
 * so that a reader sees all of one or none; processes that write the same entry at once write the same. What cannot be read,
 * or fails its checksum, is a miss. What cannot be written is not: a cache is no reason to fail.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Format } from './language.js';

export interface Entry {
  format: Format;
  code: string;
}

export function keyOf(parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part?.length ?? 'none'}\0${part ?? ''}\0`);
  return hash.digest('hex');
}

export class Cache {
  readonly #folder: string | undefined;

  /** Without a folder it keeps nothing. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  get(key: string): Entry | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      return decoded(readFileSync(this.#pathOf(key), 'utf8'));
    } catch {
      return undefined;
    }
  }

  set(key: string, entry: Entry): void {
    if (this.#folder === undefined) return;
    const path = this.#pathOf(key);
    const staging = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(staging, encoded(entry));
      renameSync(staging, path);
    } catch {
      remove(staging);
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder!, key.slice(0, 2), key.slice(2));
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is below something that is no folder, or may not be touched.
  }
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function encoded({ format, code }: Entry): string {
  return `${checksum(format + code)} ${format}\n${code}`;
}

function decoded(text: string): Entry | undefined {
  const end = text.indexOf('\n');
  const [sum, format] = text.slice(0, end).split(' ');
  const code = text.slice(end + 1);
  if (format !== 'module' && format !== 'commonjs') return undefined;
  return sum === checksum(format + code) ? { format, code } : undefined;
}

/** GREENSPOOL_CACHE, or node_modules/.cache of the program, or a folder of this user among the temporary ones. */
export function cacheFolder(project: string, env: NodeJS.ProcessEnv): string | undefined {
  const wanted = env.GREENSPOOL_CACHE;
  if (wanted === 'off') return undefined;
  if (wanted) return resolve(wanted);
  const modules = join(project, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'greenspool') : temporaryFolder();
}

/** Code is run from it, so it must belong to this user alone. */
function temporaryFolder(): string | undefined {
  const { uid } = userInfo();
  const folder = join(tmpdir(), uid < 0 ? 'greenspool-cache' : `greenspool-cache-${uid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid: owner } = lstatSync(folder);
    const isSafe = uid < 0 || (owner === uid && (mode & 0o022) === 0);
    return isSafe && lstatSync(folder).isDirectory() ? folder : undefined;
  } catch {
    return undefined;
  }
}
