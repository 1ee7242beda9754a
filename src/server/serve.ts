/** `serve`: the way in. */
import { isMainThread } from 'node:worker_threads';
import { waitFor } from '../greenlet/wait-for.js';
import { checkMayWait } from '../hub/wait.js';
import { applicationOf, type Served } from './application.js';
import { checkOptions, type ServeOptions } from './options.js';
import type { Serving } from './serving.js';
import { stopOnSignals } from './signals.js';
import { WebServer } from './web-server.js';
import { reportListening } from './workers/inside.js';
import { serveThroughWorkers } from './workers/serve.js';

/**
 * Serves HTTP with a greenlet for each request, and blocks until it listens. A handler `(req, res)` may be a compiled plain function, a
 * generator or an async function; it answers by what it returns (docs/server.md) or by writing to `res`. An Express or Connect app is
 * served as by `fromConnect`. Its failure is a 500 and is reported; nothing that a handler does ends the server.
 *
 * Throws GS_NOT_A_HANDLER, GS_BAD_ARGUMENT, GS_WORKERS_FAILED, and what `listen` fails with (EADDRINUSE). May switch away.
 *
 * @example
 * const server = await serve(function* () { yield sleep(5); return 'hello\n' }, { port: 0 });
 * console.log(await (await fetch(server.url)).text()); // prints hello
 * await server.stop();
 */
// biome-ignore lint/suspicious/noExplicitAny: a Serving, or a promise of it in main and async bodies
export function serve(handler: Served, options: ServeOptions = {}): any {
  const application = applicationOf('serve', handler);
  checkOptions(options);
  checkMayWait('serve');
  const { workers } = options;
  return waitFor(workers === undefined ? serveHere() : serveThroughWorkers(workers, options, serveHere));

  async function serveHere(): Promise<Serving> {
    const server = await reportListening(options, new WebServer(application, options));
    if (options.signals !== false && isMainThread) stopOnSignals(server);
    return server;
  }
}
