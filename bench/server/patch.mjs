// Makes the blocking calls of the app cooperative.
import childProcess, { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { sleep, waitFor } from 'greenspool';

const monkey = new URL('../../build/monkey/index.js', import.meta.url);

export async function patch() {
  if (existsSync(monkey)) (await import(monkey.href)).patchAll();
  else standIn();
}

/** The two calls of the app, while there is no greenspool/monkey. */
function standIn() {
  const run = promisify(execFile);
  Object.assign(Atomics, {
    wait(
      /** @type {unknown} */ _cell,
      /** @type {number} */ _at,
      /** @type {number} */ _value,
      /** @type {number} */ ms,
    ) {
      return sleep(ms);
    },
  });
  Object.assign(childProcess, {
    execFileSync(/** @type {string} */ file, /** @type {string[]} */ args) {
      return waitFor(run(file, args));
    },
  });
  syncBuiltinESMExports();
}
