/** What is known before the first file is loaded. Plain data, because on some versions of Node the hooks run in a worker. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { cacheFolder } from './cache.js';
import { type Config, readConfig } from './config.js';

export interface Settings {
  config: Config;
  /** The program of `greenspool run`, whose top level is a greenlet. */
  entry: string | undefined;
  /** Where results are kept; undefined: nowhere. */
  cache: string | undefined;
  /** Changes whenever the same source may be compiled to something else. */
  fingerprint: string;
  /** The module of this very copy of the package. */
  runtime: string;
  /** Says on standard error what happens to each file. */
  isVerbose: boolean;
}

/** Throws GS_BAD_CONFIG. */
export function readSettings(entry: string | undefined): Settings {
  const { env } = process;
  const config = readConfig(projectFolder(entry ?? program()), env);
  return {
    config,
    entry,
    cache: cacheFolder(config.folder, env),
    fingerprint: fingerprint(),
    runtime: new URL('../compiled/index.js', import.meta.url).href,
    isVerbose: env.GREENSPOOL_DEBUG !== undefined && env.GREENSPOOL_DEBUG !== '',
  };
}

const PROGRAM = 'greenspool.program';

/** That of the process, in worker threads too: what a thread begins with may be any package's file (a thread pool's, say). */
function program(): string | undefined {
  if (!isMainThread) return (getEnvironmentData(PROGRAM) as string | undefined) ?? process.argv[1];
  setEnvironmentData(PROGRAM, process.argv[1]);
  return process.argv[1];
}

/** The program's folder; where there is no program (as in `node --eval`), the current one. */
function projectFolder(program: string | undefined): string {
  try {
    return dirname(realpathSync(program ?? ''));
  } catch {
    return process.cwd();
  }
}

/** The version alone would do for what is published; the files' times are for those who work on the compiler. */
function fingerprint(): string {
  const build = fileURLToPath(new URL('..', import.meta.url));
  const { version } = JSON.parse(readFileSync(join(build, '../package.json'), 'utf8'));
  const folders = ['loader', 'compiler'].map((name) => join(build, name));
  return [version, ...folders.flatMap(timesIn)].join(' ');
}

function timesIn(folder: string): number[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  return files.sort().map((name) => statSync(join(folder, name)).mtimeMs);
}
