/** Functions of fs whose twin is called in another way. */
import fs from 'node:fs';
import { resolve } from 'node:path';
import { waitForCallback } from '../../greenlet/callback-wait.js';
import type { Patch } from '../patch.js';
import { settle } from '../settle.js';
import { inOriginalWords } from './options.js';
import { twin } from './twin.js';

/** What is wrong with the arguments is found before anything is copied; a copy that is there already may be one of ours. */
const isFoundFirst = ({ code }: NodeJS.ErrnoException, [, , options]: unknown[]) =>
  /^ERR_FS_/.test(code ?? '') && !(options as fs.CopySyncOptions | undefined)?.errorOnExist;

/** A filter is code of the user, which the twin would call outside of the greenlet. */
export const cpSync: Patch = twin(fs, 'cpSync', 3, {
  outcome: inOriginalWords(isFoundFirst),
  holdsFile: true,
  concerns: ([, , options]) => typeof (options as fs.CopySyncOptions | undefined)?.filter !== 'function',
});

const isPath = (value: unknown) => typeof value === 'string' || value instanceof Uint8Array || value instanceof URL;

/** The twin's callback knows of no errors; what is no path at all has a warning of the original's. */
export const existsSync: Patch = {
  holder: fs,
  name: 'existsSync',
  label: 'fs.existsSync',
  concerns: ([path]) => isPath(path),
  cooperative: (original) => (path) =>
    waitForCallback<boolean>('fs.existsSync', {
      about: 'the answer of exists',
      begin: (done) => void fs.exists(path, (isThere) => done(null, isThere)),
      instead: () => original(path),
    }),
};

/** The same as the original returns, whose `remove` is cooperative too. */
function disposable(path: string | Buffer) {
  const folder = resolve(process.cwd(), path.toString());
  const remove = () => fs.rmSync(folder, { recursive: true });
  return { path, remove, [Symbol.dispose]: remove };
}

/** The twin is one of promises, and what it gives is disposed of by promises. */
export const mkdtempDisposableSync: Patch = {
  holder: fs,
  name: 'mkdtempDisposableSync',
  label: 'fs.mkdtempDisposableSync',
  cooperative: (original) => (prefix, options) =>
    waitForCallback('fs.mkdtempDisposableSync', {
      about: 'the answer of mkdtemp',
      begin(done) {
        try {
          fs.mkdtemp(prefix, options, (error, path) => {
            if (error) settle(done, () => original(prefix, options));
            else done(null, disposable(path));
          });
        } catch {
          settle(done, () => original(prefix, options));
        }
        return undefined;
      },
      unwanted: ({ path }) => fs.rmdir(path, () => undefined),
      instead: () => original(prefix, options),
    }),
};
