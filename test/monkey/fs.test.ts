/** The `Sync` functions of fs, against the originals. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { patchAll, report, unpatchAll } from 'greenspool/monkey';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEFT } from '../../build/monkey/fs/left.js';
import type { Call } from './outcomes.ts';
import { type Circumstances, same } from './same.ts';

const top = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'greenspool-fs-'));
const at = (...path: string[]): string => join(top, ...path);
/** Larger than what readFile takes at once. */
const large = fileURLToPath(new URL('../../node_modules/@babel/standalone/babel.min.js', import.meta.url));
const nodeMajor = Number(process.versions.node.split('.')[0]);

function setUp(): void {
  fs.rmSync(top, { recursive: true, force: true });
  fs.mkdirSync(at('folder/inner'), { recursive: true });
  fs.writeFileSync(at('file'), 'höhe 0123456789\n');
  fs.writeFileSync(at('folder/a.txt'), 'a');
  fs.writeFileSync(at('folder/inner/b.txt'), 'b');
  fs.writeFileSync(at('empty'), '');
  fs.symlinkSync('file', at('link'));
  fs.symlinkSync('folder', at('folder-link'));
  fs.symlinkSync('gone', at('dangling'));
  fs.symlinkSync('loop', at('loop'));
  fs.mkdirSync(at('locked'));
  fs.writeFileSync(at('secret'), 'x', { mode: 0 });
  fs.chmodSync(at('locked'), 0);
  for (const name of ['file', 'folder', 'link']) fs.lutimesSync(at(name), 1000, 2000);
}

beforeAll(() => patchAll());
afterAll(() => {
  unpatchAll();
  fs.rmSync(top, { recursive: true, force: true });
});

const names = (list: fs.Dirent[]) => list.map((one) => [one.name, one.isDirectory(), one.isSymbolicLink()]).sort();
const facts = (stats?: fs.Stats) =>
  stats && { mode: stats.mode, size: stats.size, mtimeMs: stats.mtimeMs, isFile: stats.isFile(), nlink: stats.nlink };
const text = (path: string) => fs.readFileSync(path, 'utf8');
/** Opens the file for a call, and gives what it has come to besides the result of the call. */
const opened =
  (flags: string, use: (fd: number) => unknown, name = 'file') =>
  async () => {
    const fd = fs.openSync(at(name), flags);
    try {
      return [await use(fd), flags === 'r' ? 0 : text(at(name))];
    } finally {
      fs.closeSync(fd);
    }
  };

/** Root may do everything. */
async function asNobody(use: () => unknown): Promise<unknown> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await (async () => use())().then(fail, denied);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const fail = (value: unknown) => expect.fail(`it was not refused, and gave ${value}`);

/** It is thrown on, for its fields to be compared. */
function denied(error: NodeJS.ErrnoException): never {
  expect(error.code).toBe('EACCES');
  throw error;
}

type Case = [what: string, run: (call: Call) => unknown, more?: Circumstances];

const cases: Record<string, Case[]> = {
  accessSync: [
    ['a file', (call) => call(at('file'))],
    ['a mode', (call) => call(at('file'), fs.constants.X_OK | fs.constants.R_OK)],
    ['nothing there', (call) => call(at('gone'))],
    ['a wrong mode', (call) => call(at('file'), 'r')],
    ['a wrong path', (call) => call(7)],
    ['a path with a NUL', (call) => call('a\0b')],
  ],
  appendFileSync: [
    ['text', async (call) => [await call(at('file'), 'more'), text(at('file'))]],
    [
      'a new file with a mode',
      async (call) => [await call(at('new'), 'x', { mode: 0o600 }), fs.statSync(at('new')).mode],
    ],
    ['a folder', (call) => call(at('folder'), 'x')],
    ['a descriptor', (call) => opened('a', (fd) => call(fd, Buffer.from('more')))()],
  ],
  chmodSync: [
    ['a mode', async (call) => [await call(at('file'), 0o640), fs.statSync(at('file')).mode]],
    ['a mode as text', async (call) => [await call(at('file'), '600'), fs.statSync(at('file')).mode]],
    ['nothing there', (call) => call(at('gone'), 0o600)],
    ['a wrong mode', (call) => call(at('file'), 'x')],
  ],
  chownSync: [
    ['its own owner', (call) => call(at('file'), process.getuid?.(), process.getgid?.())],
    ['nothing there', (call) => call(at('gone'), 0, 0)],
    ['a wrong owner', (call) => call(at('file'), 'me', 0)],
  ],
  closeSync: [
    ['a descriptor', async (call) => call(fs.openSync(at('file'), 'r'))],
    ['none', (call) => call(99_999)],
    ['a wrong one', (call) => call('x')],
  ],
  copyFileSync: [
    ['a file', async (call) => [await call(at('file'), at('copy')), text(at('copy'))]],
    ['over one that must not be there', (call) => call(at('file'), at('empty'), fs.constants.COPYFILE_EXCL)],
    ['nothing there', (call) => call(at('gone'), at('copy'))],
    ['onto a folder', (call) => call(at('file'), at('folder'))],
  ],
  cpSync: [
    [
      'a tree',
      async (call) => [
        await call(at('folder'), at('copy'), { recursive: true }),
        fs.readdirSync(at('copy'), { recursive: true }).sort(),
      ],
    ],
    ['a file', async (call) => [await call(at('file'), at('copy')), text(at('copy'))]],
    ['wrong options', (call) => call(at('file'), at('copy'), { recursive: 'yes' })],
    ['a folder that is not to be', (call) => call(at('folder'), at('copy'))],
    ['a file onto a folder', (call) => call(at('file'), at('folder'))],
    ['a folder into itself', (call) => call(at('folder'), at('folder/inner/new'), { recursive: true })],
    ['onto itself', (call) => call(at('file'), at('file'))],
    ['over one that must not be there', (call) => call(at('file'), at('empty'), { errorOnExist: true, force: false })],
    ['nothing there', (call) => call(at('gone'), at('copy'))],
    [
      'a filter of the user, by the original',
      async (call) => [
        await call(at('folder'), at('copy'), { recursive: true, filter: (from: string) => !from.endsWith('inner') }),
        fs.readdirSync(at('copy')),
      ],
      { isImmediate: true },
    ],
  ],
  existsSync: [
    ['a file', (call) => call(at('file'))],
    ['nothing there', (call) => call(at('gone'))],
    ['a link to nothing', (call) => call(at('dangling'))],
    ['more arguments than it looks at', (call) => call(at('file'), 1, ['file'])],
    ['a path with a NUL', (call) => call('a\0b')],
    ['no path, by the original', (call) => call({}), { isImmediate: true }],
  ],
  fchmodSync: [
    ['a mode', (call) => opened('r', async (fd) => [await call(fd, 0o640), fs.fstatSync(fd).mode])()],
    ['no such descriptor', (call) => call(99_999, 0o640)],
  ],
  fchownSync: [
    ['its own owner', (call) => opened('r', (fd) => call(fd, process.getuid?.(), process.getgid?.()))()],
    ['no such descriptor', (call) => call(99_999, 0, 0)],
  ],
  fdatasyncSync: [
    ['a file', (call) => opened('r+', (fd) => call(fd))()],
    ['no such descriptor', (call) => call(99_999)],
  ],
  fstatSync: [
    ['a file', (call) => opened('r', async (fd) => facts(await call(fd)))()],
    ['with bigints', (call) => opened('r', async (fd) => typeof (await call(fd, { bigint: true })).size)()],
    ['no such descriptor', (call) => call(99_999)],
  ],
  fsyncSync: [
    ['a file', (call) => opened('r+', (fd) => call(fd))()],
    ['no such descriptor', (call) => call(99_999)],
  ],
  ftruncateSync: [
    ['to nothing', (call) => opened('r+', (fd) => call(fd))()],
    ['to a length', (call) => opened('r+', (fd) => call(fd, 3))()],
    ['to undefined', (call) => opened('r+', (fd) => call(fd, undefined))()],
    ['one that is open for reading', (call) => opened('r', (fd) => call(fd, 3))()],
    ['a wrong length', (call) => opened('r+', (fd) => call(fd, 'x'))()],
  ],
  futimesSync: [
    [
      'numbers and dates',
      (call) => opened('r', async (fd) => [await call(fd, 10, new Date(20_000)), fs.fstatSync(fd).mtimeMs])(),
    ],
    ['no such descriptor', (call) => call(99_999, 1, 1)],
  ],
  globSync: [
    ['a pattern', (call) => call('**/*.txt', { cwd: top }), { view: (list: string[]) => [...list].sort() }],
    ['entries', (call) => call('*', { cwd: top, withFileTypes: true }), { view: names }],
    ['what is left out', (call) => call('**/*.txt', { cwd: top, exclude: (name: string) => name.endsWith('inner') })],
    ['a wrong pattern', (call) => call(7)],
  ],
  lchownSync: [
    ['its own owner', (call) => call(at('link'), process.getuid?.(), process.getgid?.())],
    ['nothing there', (call) => call(at('gone'), 0, 0)],
  ],
  linkSync: [
    ['a file', async (call) => [await call(at('file'), at('second')), text(at('second'))]],
    ['over another one', (call) => call(at('file'), at('empty'))],
    ['nothing there', (call) => call(at('gone'), at('second'))],
  ],
  lstatSync: [
    ['a link', (call) => call(at('link')), { view: (stats: fs.Stats) => [stats.isSymbolicLink(), stats.mtimeMs] }],
    ['nothing there', (call) => call(at('gone'))],
    ['nothing there, and that is no error', (call) => call(at('gone'), { throwIfNoEntry: false })],
    ['below a file, and that is no error', (call) => call(at('file/x'), { throwIfNoEntry: false })],
  ],
  lutimesSync: [
    ['a link', async (call) => [await call(at('link'), 10, 20), fs.lstatSync(at('link')).mtimeMs]],
    ['nothing there', (call) => call(at('gone'), 1, 1)],
  ],
  mkdirSync: [
    ['a folder', async (call) => [await call(at('new')), fs.statSync(at('new')).mode]],
    ['with a mode', async (call) => [await call(at('new'), 0o700), fs.statSync(at('new')).mode]],
    ['many, and the first is told', (call) => call(at('x/y/z'), { recursive: true })],
    ['many that are there', (call) => call(at('folder/inner'), { recursive: true })],
    ['one that is there', (call) => call(at('folder'))],
    ['below nothing', (call) => call(at('x/y'))],
    ['below a file', (call) => call(at('file/y'))],
    ['many below a file', (call) => call(at('file/y/z'), { recursive: true })],
    ['many where a file is', (call) => call(at('file'), { recursive: true })],
    ['a wrong option', (call) => call(at('new'), { recursive: 'yes' })],
  ],
  mkdtempSync: [
    [
      'a folder',
      (call) => call(at('tmp-')),
      { view: (path: string) => [path.length, path.startsWith(at('tmp-')), fs.existsSync(path)] },
    ],
    ['as a buffer', (call) => call(at('tmp-'), 'buffer'), { view: Buffer.isBuffer }],
    ['below nothing', (call) => call(at('gone/tmp-'))],
    ['a wrong encoding', (call) => call(at('tmp-'), 'x')],
  ],
  mkdtempDisposableSync: [
    [
      'a folder that removes itself',
      async (call) => {
        const made = await call(at('tmp-'));
        const was = fs.existsSync(made.path);
        made.remove();
        return [Object.keys(made), was, fs.existsSync(made.path)];
      },
    ],
    ['below nothing', (call) => call(at('gone/tmp-'))],
  ],
  openSync: [
    ['a file', async (call) => fs.closeSync(await call(at('file')))],
    [
      'a new file with a mode',
      async (call) => [fs.closeSync(await call(at('new'), 'w', 0o600)), fs.statSync(at('new')).mode],
    ],
    ['flags as numbers', async (call) => fs.closeSync(await call(at('file'), fs.constants.O_RDWR))],
    ['nothing there', (call) => call(at('gone'), 'r')],
    ['one that must be new', (call) => call(at('file'), 'wx')],
    ['a folder for writing', (call) => call(at('folder'), 'w')],
    ['a loop', (call) => call(at('loop'))],
    ['wrong flags', (call) => call(at('file'), 'q')],
    ['a file URL', async (call) => fs.closeSync(await call(pathToFileURL(at('file'))))],
    ['a wrong URL', (call) => call(new URL('http://example.org'))],
  ],
  opendirSync: [
    [
      'a folder',
      async (call) => {
        const dir: fs.Dir = await call(at('folder/inner'), { encoding: 'utf8' });
        const read = [dir.path, dir.readSync()?.name, dir.readSync()];
        dir.closeSync();
        return read;
      },
    ],
    ['a file', (call) => call(at('file'))],
    ['nothing there', (call) => call(at('gone'))],
  ],
  readdirSync: [
    ['a folder', (call) => call(at('folder')), { view: (list: string[]) => [...list].sort() }],
    ['a tree', (call) => call(top, { recursive: true }), { view: (list: string[]) => [...list].sort() }],
    ['entries', (call) => call(top, { withFileTypes: true }), { view: names }],
    ['a tree of entries', (call) => call(top, { withFileTypes: true, recursive: true }), { view: names }],
    ['as buffers', (call) => call(at('folder/inner'), 'buffer')],
    ['a file', (call) => call(at('file'))],
    ['nothing there', (call) => call(at('gone'))],
    ['a wrong encoding', (call) => call(at('folder'), 'x')],
  ],
  readFileSync: [
    ['bytes', (call) => call(at('file'))],
    ['text', (call) => call(at('file'), 'utf8')],
    ['latin1', (call) => call(at('file'), { encoding: 'latin1' })],
    ['base64', (call) => call(at('file'), 'base64')],
    ['an empty file', (call) => call(at('empty'), 'utf8')],
    ['a large file', (call) => call(large), { view: (all: Buffer) => all.equals(fs.readFileSync(large)) }],
    ['a file that does not know its size', (call) => call('/proc/self/limits', 'utf8')],
    ['a new file by its flag', (call) => call(at('new'), { flag: 'a+' })],
    [
      'a descriptor, from where it is',
      (call) => opened('r', async (fd) => [fs.readSync(fd, Buffer.alloc(7)), await call(fd, 'utf8')])(),
    ],
    ['a signal that it does not know', (call) => call(at('file'), { encoding: 'utf8', signal: AbortSignal.abort() })],
    ['nothing there', (call) => call(at('gone'), 'utf8')],
    ['a folder', (call) => call(at('folder'))],
    ['a folder as text', (call) => call(at('folder'), 'utf8')],
    ['what may not be read', (call) => asNobody(() => call(at('secret'), 'utf8'))],
    ['below a file', (call) => call(at('file/x'))],
    ['a loop', (call) => call(at('loop'))],
    ['no such descriptor', (call) => call(99_999)],
    ['a name that is too long', (call) => call('x'.repeat(5000))],
    ['a wrong encoding', (call) => call(at('file'), 'x')],
    ['wrong options', (call) => call(at('file'), 7)],
    ['a wrong path', (call) => call({})],
  ],
  readlinkSync: [
    ['a link', (call) => call(at('link'))],
    ['as a buffer', (call) => call(at('link'), 'buffer')],
    ['a file', (call) => call(at('file'))],
    ['nothing there', (call) => call(at('gone'))],
  ],
  readSync: [
    ['into a buffer', reading((call, fd, buffer) => call(fd, buffer))],
    ['with options', reading((call, fd, buffer) => call(fd, buffer, { offset: 2, length: 3, position: 4 }))],
    ['with all arguments', reading((call, fd, buffer) => call(fd, buffer, 1, 4, 6))],
    ['without a position', reading((call, fd, buffer) => call(fd, buffer, 1, 4))],
    ['a big position', reading((call, fd, buffer) => call(fd, buffer, 0, 4, 6n))],
    ['nothing', reading((call, fd, buffer) => call(fd, buffer, 0, 0, 0))],
    ['at the end', reading((call, fd, buffer) => call(fd, buffer, 0, 4, 500))],
    ['more than there is room', reading((call, fd, buffer) => call(fd, buffer, 0, 40, 0))],
    ['no buffer', reading((call, fd) => call(fd, 'x', 0, 1, 0))],
    ['a folder', (call) => opened('r', (fd) => call(fd, Buffer.alloc(4), 0, 4, 0), 'folder')()],
    ['no such descriptor', (call) => call(99_999, Buffer.alloc(4), 0, 4, 0)],
  ],
  readvSync: [
    [
      'into buffers',
      (call) =>
        opened('r', async (fd) => {
          const parts = [Buffer.alloc(3), Buffer.alloc(4)];
          return [await call(fd, parts), ...parts];
        })(),
    ],
    [
      'by position',
      (call) =>
        opened('r', async (fd) => {
          const parts = [Buffer.alloc(3)];
          return [await call(fd, parts, 5), ...parts];
        })(),
    ],
    ['no list', (call) => opened('r', (fd) => call(fd, 'x'))()],
  ],
  realpathSync: [
    ['through links', (call) => call(at('folder-link/inner'))],
    ['as a buffer', (call) => call(at('link'), 'buffer')],
    ['nothing there', (call) => call(at('gone'))],
    ['a loop', (call) => call(at('loop'))],
  ],
  'realpathSync.native': [
    ['through links', (call) => call(at('folder-link/inner'))],
    ['nothing there', (call) => call(at('gone'))],
    ['a loop', (call) => call(at('loop'))],
  ],
  renameSync: [
    ['a file', async (call) => [await call(at('file'), at('second')), text(at('second'))]],
    ['nothing there', (call) => call(at('gone'), at('second'))],
    ['a folder onto a file', (call) => call(at('folder'), at('file'))],
  ],
  rmSync: [
    ['a file', async (call) => [await call(at('file')), fs.existsSync(at('file'))]],
    ['a tree', async (call) => [await call(at('folder'), { recursive: true }), fs.existsSync(at('folder'))]],
    ['nothing there, by force', (call) => call(at('gone'), { force: true })],
    ['nothing there', (call) => call(at('gone'))],
    ['a folder', (call) => call(at('folder'))],
    ['wrong options', (call) => call(at('file'), { recursive: 'yes' })],
  ],
  rmdirSync: [
    ['a folder', async (call) => [fs.mkdirSync(at('new')), await call(at('new')), fs.existsSync(at('new'))]],
    ['one that is not empty', (call) => call(at('folder'))],
    ['a file', (call) => call(at('file'))],
    ['nothing there', (call) => call(at('gone'))],
  ],
  statSync: [
    ['a file', (call) => call(at('file')), { view: facts }],
    ['with bigints', (call) => call(at('file'), { bigint: true }), { view: (stats: fs.BigIntStats) => stats.mtimeNs }],
    ['a number, as map gives', (call) => call(at('file'), 0, []), { view: facts }],
    ['nothing there', (call) => call(at('gone'))],
    ['nothing there, and that is no error', (call) => call(at('gone'), { throwIfNoEntry: false })],
    ['below a file, and that is no error', (call) => call(at('file/x'), { throwIfNoEntry: false })],
    ['a loop, and that is one', (call) => call(at('loop'), { throwIfNoEntry: false })],
    ['something there, all the same', (call) => call(at('file'), { throwIfNoEntry: false }), { view: facts }],
  ],
  statfsSync: [
    ['a folder', (call) => call(top), { view: ({ type, bsize }: fs.StatsFs) => [type, bsize] }],
    ['nothing there', (call) => call(at('gone'))],
  ],
  symlinkSync: [
    ['a link', async (call) => [await call('file', at('new')), fs.readlinkSync(at('new'))]],
    ['with a type', async (call) => [await call('folder', at('new'), 'dir'), fs.readlinkSync(at('new'))]],
    ['where something is', (call) => call('file', at('link'))],
    ['a wrong type', (call) => call('file', at('new'), 'x')],
  ],
  truncateSync: [
    ['to nothing', async (call) => [await call(at('file')), text(at('file'))]],
    ['to a length', async (call) => [await call(at('file'), 3), text(at('file'))]],
    ['nothing there', (call) => call(at('gone'))],
    ['a folder', (call) => call(at('folder'))],
  ],
  unlinkSync: [
    ['a file', async (call) => [await call(at('file')), fs.existsSync(at('file'))]],
    ['nothing there', (call) => call(at('gone'))],
    ['a folder', (call) => call(at('folder'))],
  ],
  utimesSync: [
    [
      'numbers and dates',
      async (call) => [await call(at('file'), 10, new Date(20_000)), fs.statSync(at('file')).mtimeMs],
    ],
    ['text', async (call) => [await call(at('file'), '10', '20'), fs.statSync(at('file')).mtimeMs]],
    ['nothing there', (call) => call(at('gone'), 1, 1)],
    ['a wrong time', (call) => call(at('file'), {}, 1)],
  ],
  writeFileSync: [
    ['text', async (call) => [await call(at('file'), 'new'), text(at('file'))]],
    [
      'bytes with a mode',
      async (call) => [await call(at('new'), Buffer.from('new'), { mode: 0o600 }), fs.statSync(at('new')).mode],
    ],
    ['in an encoding', async (call) => [await call(at('file'), 'aGk=', 'base64'), text(at('file'))]],
    ['by a flag', async (call) => [await call(at('file'), 'new', { flag: 'a', flush: true }), text(at('file'))]],
    ['a descriptor', (call) => opened('r+', (fd) => call(fd, 'XX'))()],
    [
      'a signal that it does not know',
      async (call) => [await call(at('file'), 'new', { signal: AbortSignal.abort() }), text(at('file'))],
    ],
    ['a full disk', (call) => call('/dev/full', 'new')],
    ['a folder', (call) => call(at('folder'), 'new')],
    ['below nothing', (call) => call(at('gone/file'), 'new')],
    ['where nothing may be', (call) => asNobody(() => call(at('locked/file'), 'new'))],
    ['below a file', (call) => call(at('file/x'), 'new')],
    ['one that must be new', (call) => call(at('file'), 'new', { flag: 'wx' })],
    ['no data', (call) => call(at('file'), {})],
    ['a wrong encoding', (call) => call(at('file'), 'x', 'x')],
  ],
  writeSync: [
    ['bytes', (call) => opened('r+', (fd) => call(fd, Buffer.from('XYZ')))()],
    [
      'bytes with options',
      (call) => opened('r+', (fd) => call(fd, Buffer.from('XYZ'), { offset: 1, length: 1, position: 3 }))(),
    ],
    ['bytes by position', (call) => opened('r+', (fd) => call(fd, Buffer.from('XYZ'), 1, 2, 4))()],
    ['bytes from an offset', (call) => opened('r+', (fd) => call(fd, new Uint8Array([65, 66, 67]), 1))()],
    ['text', (call) => opened('r+', (fd) => call(fd, 'ü'))()],
    ['text by position', (call) => opened('r+', (fd) => call(fd, 'XY', 3))()],
    ['text in an encoding', (call) => opened('r+', (fd) => call(fd, '4142', 2, 'hex'))()],
    ['text at null', (call) => opened('r+', (fd) => call(fd, 'XY', null, 'latin1'))()],
    ['one that is open for reading', (call) => opened('r', (fd) => call(fd, 'XY'))()],
    [
      'a full disk',
      async (call) => {
        const fd = fs.openSync('/dev/full', 'w');
        try {
          return await call(fd, 'XY');
        } finally {
          fs.closeSync(fd);
        }
      },
    ],
    ['no data', (call) => opened('r+', (fd) => call(fd, 7))()],
    ['a wrong encoding', (call) => opened('r+', (fd) => call(fd, 'x', 0, 'x'))()],
    ['more than there is', (call) => opened('r+', (fd) => call(fd, Buffer.from('XYZ'), 0, 10))()],
  ],
  writevSync: [
    ['buffers', (call) => opened('r+', (fd) => call(fd, [Buffer.from('XY'), Buffer.from('Z')]))()],
    ['by position', (call) => opened('r+', (fd) => call(fd, [Buffer.from('XY')], 4))()],
    ['no buffers', (call) => opened('r+', (fd) => call(fd, []))()],
    ['no list', (call) => opened('r+', (fd) => call(fd, 'x'))()],
  ],
  'Dir.prototype.readSync': [
    [
      'all entries',
      inFolder(async (call, dir) => {
        const read = [(await call.call(dir)).name, await call.call(dir)];
        dir.closeSync();
        return read;
      }),
    ],
    [
      'one that is closed',
      inFolder(async (call, dir) => {
        dir.closeSync();
        return call.call(dir);
      }),
    ],
  ],
  'Dir.prototype.closeSync': [
    ['a folder', inFolder((call, dir) => call.call(dir))],
    [
      'one that is closed',
      inFolder(async (call, dir) => {
        dir.closeSync();
        return call.call(dir);
      }),
    ],
  ],
};

function reading(use: (call: Call, fd: number, buffer: Buffer) => unknown) {
  return (call: Call) =>
    opened('r', async (fd) => {
      const buffer = Buffer.alloc(8);
      return [await use(call, fd, buffer), buffer, fs.readSync(fd, Buffer.alloc(99))];
    })();
}

function inFolder(use: (call: Call, dir: fs.Dir) => unknown) {
  return (call: Call) => use(call, fs.opendirSync(at('folder/inner')));
}

const holder = (name: string): unknown =>
  name.split('.').reduce<unknown>((one, part) => (one as Record<string, unknown>)?.[part], fs);

describe.each(Object.entries(cases))('fs.%s', (name, list) => {
  it.runIf(typeof holder(name) === 'function')('comes to the same in a greenlet', async () => {
    const differing: unknown[] = [];
    for (const [what, run, more] of list) {
      await same(`fs.${name}`, run, { setUp, ...more }).catch((error: Error) =>
        differing.push(`${what}: ${error.message}`),
      );
    }
    expect(differing).toEqual([]);
  });
});

describe('the functions of fs that end in Sync', () => {
  const dir = Object.getOwnPropertyNames(fs.Dir.prototype).map((name) => `Dir.prototype.${name}`);
  const all = [...Object.keys(fs), ...dir].filter(
    (name) => name.endsWith('Sync') && typeof holder(name) === 'function',
  );

  it('are patched, or left with a reason', () => {
    const { patched } = report();
    const forgotten = all.filter((name) => !patched.includes(`fs.${name}`) && !(`fs.${name}` in LEFT));
    expect(forgotten).toEqual([]);
  });

  it('are all in the table of cases', () => {
    expect(all.filter((name) => !(name in cases) && !(`fs.${name}` in LEFT))).toEqual([]);
  });

  it('are reported as absent where this Node has them not', () => {
    const absent = Object.keys(cases).filter((name) => holder(name) === undefined);
    expect(report().absent).toEqual(expect.arrayContaining(absent.map((name) => `fs.${name}`)));
    expect(absent.length === 0).toBe(nodeMajor >= 24);
  });
});
