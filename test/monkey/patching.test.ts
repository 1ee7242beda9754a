/** Patching and undoing it. */
import fs, { readFileSync as imported } from 'node:fs';
import { createRequire } from 'node:module';
import { run, sleep, spawn } from 'greenspool';
import { original, patch, patchAll, report, unpatch, unpatchAll, withPatched } from 'greenspool/monkey';
import { afterEach, describe, expect, it } from 'vitest';
import { turnOn } from '../../build/monkey/install.js';
import { codeOf } from '../helpers/code-of.ts';
import { compiledModule } from './compiled.ts';
import { type Call, inGreenlet, leaving } from './outcomes.ts';

const require = createRequire(import.meta.url);
const { readFileSync, statSync } = fs;
const file = require.resolve('../../package.json');

afterEach(() => {
  unpatchAll();
  expect(fs.readFileSync).toBe(readFileSync);
});

/** Whether a greenlet that calls it lets others run. */
async function parks(fn: Call, ...args: unknown[]): Promise<boolean> {
  let left = false;
  await leaving(fn, undefined, args, (it) => {
    left = it;
  });
  return left;
}

describe('patch', () => {
  it('is seen by importers of ES modules and by CommonJS, and undone for both', async () => {
    const namespace = await import('node:fs');
    patch('fs');
    expect(new Set([fs.readFileSync, namespace.readFileSync, require('node:fs').readFileSync]).size).toBe(1);
    expect(namespace.readFileSync).not.toBe(readFileSync);
    expect(await parks(namespace.readFileSync, file)).toBe(true);
    unpatch('fs');
    expect([namespace.readFileSync, require('node:fs').readFileSync]).toEqual([readFileSync, readFileSync]);
    expect(imported).toBe(readFileSync);
  });

  it('does nothing more the second time, and one undoing is enough', () => {
    patch('fs');
    const first = fs.readFileSync;
    patch('fs');
    patchAll();
    expect(fs.statSync).not.toBe(statSync);
    unpatch('stdin');
    expect(fs.readFileSync).toBe(first);
    unpatch('fs');
    unpatch('fs');
  });

  it('patches only what it is asked to', async () => {
    patch('stdin');
    expect([fs.statSync === statSync, fs.readFileSync === readFileSync]).toEqual([true, false]);
    expect(await parks(fs.readFileSync, file)).toBe(false);
    patch('fs');
    expect(await parks(fs.readFileSync, file)).toBe(true);
    unpatch('fs');
    expect(await parks(fs.readFileSync, file)).toBe(false);
  });

  it('refuses names that it does not know, and changes nothing then', () => {
    const wrong = [
      () => patch('fs', 'http' as 'fs'),
      () => unpatch('http' as 'fs'),
      () => patchAll({ http: true } as object),
      () => patchAll(null as unknown as object),
      () => original('http' as 'fs', 'get'),
      () => original('fs', 'readFile'),
    ];
    expect(wrong.map(codeOf)).toEqual(wrong.map(() => 'GS_BAD_ARGUMENT'));
    expect(codeOf(() => withPatched(undefined as unknown as () => void))).toBe('GS_NOT_A_FUNCTION');
  });

  it('refuses a frozen holder', () => {
    const holder = Object.freeze({ call: () => 1 });
    expect(codeOf(() => turnOn({ holder, name: 'call', label: 'x.call', cooperative: (call) => call }))).toBe(
      'GS_CANNOT_PATCH',
    );
  });
});

describe('what others have put over a patched function', () => {
  const wrap = (inner: typeof readFileSync) => ((...args: [string]) => inner(...args)) as typeof readFileSync;

  it('stays when ours is undone, and is reported', async () => {
    patch('fs');
    const ours = fs.readFileSync;
    const theirs = wrap(ours);
    fs.readFileSync = theirs;
    expect(report().patched).not.toContain('fs.readFileSync');
    unpatch('fs');
    expect([fs.readFileSync, report().overlaid]).toEqual([theirs, ['fs.readFileSync']]);
    expect(await parks(ours, file), 'ours is off').toBe(false);
    expect(original('fs', 'readFileSync')).toBe(readFileSync);
    fs.readFileSync = readFileSync; // they have undone theirs
    expect(report().overlaid).toEqual([]);
  });

  it('is patched in its turn when it was there before, and put back', async () => {
    const theirs = wrap(readFileSync);
    fs.readFileSync = theirs;
    patch('fs');
    expect(await parks(fs.readFileSync, file)).toBe(true);
    expect([fs.readFileSync(file).length, original('fs', 'readFileSync')]).toEqual([readFileSync(file).length, theirs]);
    unpatch('fs');
    expect(fs.readFileSync).toBe(theirs);
    fs.readFileSync = readFileSync;
  });

  it('comes off in any order', async () => {
    patch('fs');
    const theirs = wrap(fs.readFileSync);
    fs.readFileSync = theirs;
    unpatch('fs');
    patch('fs');
    expect(await parks(fs.readFileSync, file)).toBe(true);
    unpatch('fs');
    expect(fs.readFileSync).toBe(theirs);
    fs.readFileSync = readFileSync;
    patch('fs');
    expect(await parks(fs.readFileSync, file)).toBe(true);
  });
});

describe('report', () => {
  it('finds modules that hold an original: in their exports, or as them', () => {
    const paths = ['reader', 'itself', 'innocent'].map((name) => `/app/node_modules/${name}/index.js`);
    const [reader, itself, innocent] = paths as [string, string, string];
    const made = (exports: unknown) => ({ exports }) as NodeModule;
    require.cache[reader] = made({
      read: readFileSync,
      get now() {
        throw new Error('not to be run');
      },
    });
    require.cache[itself] = made(statSync);
    require.cache[innocent] = made({ read: fs.readFile });
    try {
      expect(report().captured).toEqual([]);
      patch('fs');
      const captured = report().captured.filter(({ module }) => paths.includes(module));
      expect(captured).toEqual([
        { module: reader, property: 'read', label: 'fs.readFileSync' },
        { module: itself, property: '', label: 'fs.statSync' },
      ]);
    } finally {
      for (const path of paths) delete require.cache[path];
    }
  });

  it('tells nothing when nothing is patched', () => {
    expect(report()).toMatchObject({ patched: [], absent: [], overlaid: [], captured: [] });
  });

  it('has all modules that were patched', () => {
    patchAll({ timers: true, stdin: false });
    const modules = new Set(report().patched.map((label) => label.replace(/\..*/, '')));
    expect([...modules]).toEqual(expect.arrayContaining(['fs', 'setTimeout', 'timers']));
    expect(report().patched).not.toContain('fs.readSync(0)');
  });
});

describe('withPatched', () => {
  it('patches while a function runs, in main', () => {
    const inside = withPatched(() => fs.readFileSync);
    expect(inside).not.toBe(readFileSync);
    expect(fs.readFileSync).toBe(readFileSync);
    expect(() =>
      withPatched(() => {
        throw new Error('it fails');
      }),
    ).toThrow('it fails');
    expect(fs.readFileSync).toBe(readFileSync);
  });

  it('patches until a promise has settled', async () => {
    const isPatched = () => fs.readFileSync !== readFileSync;
    const later = withPatched(async () => {
      await sleep(1);
      return isPatched();
    });
    expect(isPatched()).toBe(true);
    expect([await later, isPatched()]).toEqual([true, false]);
    await expect(withPatched(() => Promise.reject(new Error('it fails')))).rejects.toThrow('it fails');
    expect(isPatched()).toBe(false);
  });

  it('patches while a compiled function blocks, until the last of those that overlap', async () => {
    const { f } = await compiledModule(`export function f(env, ms) {
      const seen = env.withPatched(() => { env.sleep(ms); return env.isPatched(); });
      return [seen, env.isPatched()];
    }`);
    const env = { withPatched, sleep, isPatched: () => fs.readFileSync !== readFileSync };
    const [short, long] = await Promise.all([run(f!, env, 1), run(f!, env, 5)]);
    expect([short, long]).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('undoes it when the greenlet is killed, and leaves what was patched before', async () => {
    const { f } = await compiledModule('export function f(env) { env.withPatched(() => env.sleep(1000)); }');
    for (const before of [false, true]) {
      if (before) patch('fs');
      const g = spawn(f!, { withPatched, sleep });
      await sleep(0);
      await g.kill();
      expect(fs.readFileSync !== readFileSync).toBe(before);
    }
  });
});

describe('a patched function of fs', () => {
  it('shows the callers in the stack of its error', async () => {
    patch('fs');
    const { outer } = await compiledModule(
      'export function outer(fs) { const got = inner(fs); return got; }\nfunction inner(fs) { return [fs.statSync("/nothing/there")]; }',
    );
    const error = await run(outer!, fs).catch((caught: Error) => caught);
    expect(error.stack).toMatch(/^Error: ENOENT: .*\n {4}at inner \(.*:2:\d+\)\n {4}at outer \(.*:1:\d+\)/);
  });

  it('closes a file, and removes a folder, of a greenlet that was killed before it had them', async () => {
    patch('fs');
    const { f } = await compiledModule('export function f(call, ...args) { call(...args); }');
    const closed: unknown[] = [];
    const { close, rmdir } = fs;
    const watched = (fn: Call) => (what: unknown, done: unknown) => {
      closed.push(typeof what === 'number' ? 'a file' : 'a folder');
      return fn(what, done);
    };
    Object.assign(fs, { close: watched(close), rmdir: watched(rmdir) });
    try {
      const all = [spawn(f!, fs.openSync, file), spawn(f!, fs.mkdtempSync, '/tmp/gone-')];
      await sleep(0);
      await Promise.all(all.map((g) => g.kill()));
      while (closed.length < 2) await sleep(1);
      expect(closed.sort()).toEqual(['a file', 'a folder']);
    } finally {
      Object.assign(fs, { close, rmdir });
    }
  });

  it('uses the asynchronous twin that is there, mocks too', async () => {
    patch('fs');
    const { readFile, stat } = fs;
    const mock = (_path: string, _options: unknown, done: Call) => done(undefined, 'mocked');
    Object.assign(fs, { readFile: mock, stat: mock });
    try {
      expect(await inGreenlet(fs.readFileSync, file, 'utf8')).toBe('mocked');
      expect(await inGreenlet(fs.statSync, file, { throwIfNoEntry: false })).toBe('mocked');
    } finally {
      Object.assign(fs, { readFile, stat });
    }
  });
});

// the last one: a property that was made read-only stays so
it('patches nothing of a module when one of its functions cannot be patched', async () => {
  Object.defineProperty(fs, 'writevSync', { configurable: false, writable: false });
  expect(codeOf(() => patch('fs'))).toBe('GS_CANNOT_PATCH');
  expect(codeOf(() => withPatched(() => 1))).toBe('GS_CANNOT_PATCH');
  expect([fs.readFileSync, fs.statSync, report().patched]).toEqual([readFileSync, statSync, []]);
});
