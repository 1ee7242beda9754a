/**
 * Loads a program into this very process, compiled, and serves what it exports. Each worker is started by the same command, so it
 * does the same up to `serve`, which knows that it is in a worker.
 */
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { notAHandler } from '../errors/server.js';
import { install } from '../loader/install.js';
import { programOver } from '../loader/top-level.js';
import { type Served, type ServeOptions, type Serving, serve } from '../server/index.js';
import { DEFAULT_PORT } from '../server/options.js';
import { passOn } from './pass-on.js';
import type { ServeCommand } from './serve.js';

/** Prepares everything; the program begins when what is returned is called. Throws GS_BAD_CONFIG. */
export function startServing(command: ServeCommand): () => Promise<void> {
  const { path, entry, args, given, isPatched } = command;
  process.argv.splice(1, process.argv.length, path, ...args);
  passOn(entry, isPatched);
  const exec = fileURLToPath(new URL('index.js', import.meta.url));
  if (cluster.isPrimary) cluster.setupPrimary({ exec, args: ['serve', ...given] });
  const loader = install(entry);
  const isModule = () => loader.formatOf(entry, () => readFileSync(entry, 'utf8')) === 'module';
  return async () => {
    if (isPatched) (await import('../monkey/index.js')).patchAll();
    const exported = isModule() ? await importDefault(entry) : await requireDefault(entry);
    await serveExport(command, exported);
  };
}

async function importDefault(entry: string): Promise<unknown> {
  return ((await import(pathToFileURL(entry).href)) as { default?: unknown }).default;
}

/** The top level of a CommonJS program begins after it was loaded, and `module.exports` is what it has left there. */
async function requireDefault(entry: string): Promise<unknown> {
  const require = createRequire(entry);
  require(entry);
  await programOver();
  const exported: unknown = require.cache[entry]?.exports;
  const { __esModule: isTranspiled, default: inside } = (exported ?? {}) as { __esModule?: boolean; default?: unknown };
  return isTranspiled === true ? inside : exported;
}

/** What is wrong with the export, or with the address, is one line, and no stack. */
async function serveExport({ path, options }: ServeCommand, exported: unknown): Promise<void> {
  const { handler, ...own } = partsOf(exported);
  try {
    const asked = { ...own, ...options };
    if ((asked.path ?? asked.port) === undefined) asked.port = portFromEnvironment();
    const serving: Serving = await serve(handler, asked);
    if (cluster.isPrimary) console.log(`greenspool: ${describe(serving)}`);
  } catch (error) {
    console.error(reportOf(isNoHandler(error) ? notAHandler(`serve the default export of ${path}`, handler) : error));
    process.exit(1);
  }
}

const describe = ({ url, nWorkers }: Serving): string =>
  nWorkers === 0 ? url : `${url}, ${nWorkers} worker${nWorkers === 1 ? '' : 's'}`;

const reportOf = (error: unknown): unknown =>
  error instanceof GreenspoolError || isOfSystem(error) ? (error as Error).message : error;

const isNoHandler = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'GS_NOT_A_HANDLER';

const isOfSystem = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.syscall !== undefined;

function portFromEnvironment(): number {
  const { PORT = '' } = process.env;
  if (PORT === '') return DEFAULT_PORT;
  const port = Number(PORT);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw badArgument('serve', 'PORT of the environment says so, and a port is a number from 0 to 65535', PORT);
}

function partsOf(exported: unknown): ServeOptions & { handler: Served } {
  const hasOptions = typeof exported === 'object' && exported !== null && 'handler' in exported;
  return hasOptions ? (exported as ServeOptions & { handler: Served }) : { handler: exported as Served };
}
