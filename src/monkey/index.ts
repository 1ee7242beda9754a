/** Blocking calls of Node, made cooperative inside greenlets. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { waitForCallback } from '../greenlet/callback-wait.js';
import { type AnyFunction, layerOver, type Patch } from './patch.js';

const readFileSync: Patch = {
  holder: fs,
  name: 'readFileSync',
  label: 'fs.readFileSync',
  cooperative: (original) => (path, options) =>
    waitForCallback('fs.readFileSync', {
      begin(done) {
        fs.readFile(path, options, done);
        return undefined;
      },
      instead: () => original(path, options),
    }),
};

export function patchAll(): void {
  const holder = readFileSync.holder as Record<string, AnyFunction>;
  holder[readFileSync.name] = layerOver(holder[readFileSync.name] as AnyFunction, readFileSync).fn;
  syncBuiltinESMExports();
}
export { blockedCalls } from './blocked.js';
