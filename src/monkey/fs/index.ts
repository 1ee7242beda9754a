/** The `Sync` functions of fs that have an asynchronous twin; those that are left are in left.ts, with their reasons. */
import fs from 'node:fs';
import type { Patch } from '../patch.js';
import { isStdin, isStdinPath } from '../stdin/which.js';
import { readArguments, writeArguments } from './descriptors.js';
import { dirPatches } from './dir.js';
import { inOriginalWords, statOutcome, withoutSignal } from './options.js';
import { cpSync, existsSync, mkdtempDisposableSync } from './special.js';
import { type Differences, twin } from './twin.js';

const nobodyListens = (): void => undefined;
const notStdin = ([file]: unknown[]) => !isStdin(file) && !isStdinPath(file);
const isReadFailure = ({ code }: NodeJS.ErrnoException, [file]: unknown[]) =>
  code === 'EISDIR' || typeof file === 'number';
/** Nobody will ever know of what was made for a greenlet that was ended. */
const closeFile = (fd: number) => fs.close(fd, nobodyListens);
const removeFolder = (path: string) => fs.rmdir(path, nobodyListens);
const closeFolder = (dir: fs.Dir) => dir.close(nobodyListens);

const CALLS: readonly [name: string, nArguments: number, differences?: Differences][] = [
  ['accessSync', 2],
  ['appendFileSync', 3, { arguments: withoutSignal(2), holdsFile: true }],
  ['chmodSync', 2],
  ['chownSync', 3],
  ['closeSync', 1],
  ['copyFileSync', 3],
  ['fchmodSync', 2],
  ['fchownSync', 3],
  ['fdatasyncSync', 1],
  ['fstatSync', 2],
  ['fsyncSync', 1],
  ['ftruncateSync', 2],
  ['futimesSync', 3],
  ['globSync', 2],
  ['lchmodSync', 2],
  ['lchownSync', 3],
  ['linkSync', 2],
  ['lstatSync', 2, { outcome: statOutcome }],
  ['lutimesSync', 3],
  ['mkdirSync', 2],
  ['mkdtempSync', 2, { unwanted: removeFolder, outcome: inOriginalWords() }],
  ['openSync', 3, { unwanted: closeFile }],
  ['opendirSync', 2, { unwanted: closeFolder, outcome: inOriginalWords() }],
  ['readdirSync', 2],
  [
    'readFileSync',
    2,
    {
      arguments: withoutSignal(1),
      concerns: notStdin,
      outcome: inOriginalWords(isReadFailure),
      holdsFile: true,
    },
  ],
  ['readlinkSync', 2],
  ['readSync', 5, { arguments: readArguments, concerns: notStdin }],
  ['readvSync', 3, { concerns: notStdin }],
  ['realpathSync', 2],
  ['renameSync', 2],
  ['rmSync', 2, { outcome: inOriginalWords() }],
  ['rmdirSync', 2],
  ['statSync', 2, { outcome: statOutcome }],
  ['statfsSync', 2],
  ['symlinkSync', 3],
  ['truncateSync', 2, { holdsFile: true }],
  ['unlinkSync', 1],
  ['utimesSync', 3],
  ['writeFileSync', 3, { arguments: withoutSignal(2), holdsFile: true }],
  ['writeSync', 5, { arguments: writeArguments }],
  ['writevSync', 3],
];

/** `native` comes first: what takes the place of realpathSync copies its properties. */
export const fsPatches: readonly Patch[] = [
  twin(fs.realpathSync, 'native', 2, { label: 'fs.realpathSync.native', twinHolder: fs.realpath }),
  ...CALLS.map(([name, nArguments, differences]) => twin(fs, name, nArguments, differences)),
  cpSync,
  existsSync,
  mkdtempDisposableSync,
  ...dirPatches,
];
