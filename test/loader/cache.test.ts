import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cache, cacheFolder, keyOf } from '../../build/loader/cache.js';
import { App } from './app.ts';

const files = {
  'main.mjs': 'import { b } from "./b.ts"; console.log(b());',
  'b.ts': 'export function b(): string { return String(1); }',
};

function entries(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return all.filter((path) => statSync(path).isFile());
}

describe('the cache', { timeout: 60_000 }, () => {
  it('gives back what was compiled before, until the source changes', () => {
    using app = new App(files);
    expect(app.run(['main.mjs']).done).toEqual({ 'main.mjs': 'compiled', 'b.ts': 'compiled' });
    const again = app.run(['main.mjs']);
    expect(again.output).toBe('1\n');
    expect(again.done).toEqual({ 'main.mjs': 'cached', 'b.ts': 'cached' });
    app.write({ 'b.ts': 'export function b(): string { return String(2); }' });
    const changed = app.run(['main.mjs']);
    expect(changed.output).toBe('2\n');
    expect(changed.done).toEqual({ 'main.mjs': 'cached', 'b.ts': 'compiled' });
  });

  it('is in node_modules/.cache of the program, in another folder, or nowhere', () => {
    using app = new App(files);
    app.run(['main.mjs'], { GREENSPOOL_CACHE: 'off' });
    app.run(['main.mjs'], { GREENSPOOL_CACHE: 'elsewhere' });
    expect(readdirSync(app.path('node_modules'))).toEqual(['greenspool']);
    expect(entries(app.path('elsewhere'))).toHaveLength(2);
    app.run(['main.mjs']);
    expect(entries(app.path('node_modules/.cache/greenspool'))).toHaveLength(2);
  });

  it('tells the options of TypeScript apart, and a program that is run from one that is imported', () => {
    using app = new App(files);
    app.run(['main.mjs']);
    expect(app.command(['main.mjs']).done).toEqual({ 'main.mjs': 'compiled', 'b.ts': 'cached' });
    app.write({ 'tsconfig.json': '{ "compilerOptions": { "target": "es2020" } }' });
    expect(app.run(['main.mjs']).done).toEqual({ 'main.mjs': 'cached', 'b.ts': 'compiled' });
  });

  it('ignores entries that are damaged, and repairs them', () => {
    using app = new App(files);
    app.run(['main.mjs']);
    const [first, second] = entries(app.path('node_modules/.cache'));
    writeFileSync(first!, readFileSync(first!, 'utf8').replace('function', 'junction').slice(0, -3));
    writeFileSync(second!, '');
    const repaired = app.run(['main.mjs']);
    expect(repaired.output).toBe('1\n');
    expect(repaired.files('cached')).toEqual([]);
    expect(app.run(['main.mjs']).files('cached')).toEqual(['b.ts', 'main.mjs']);
  });

  it('is shared by processes that start at once', async () => {
    using app = new App(files);
    const children = [1, 2, 3, 4].map(() => app.start(['main.mjs']));
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(codes).toEqual([1, 2, 3, 4].map(() => [0, null]));
    expect(entries(app.path('node_modules/.cache'))).toHaveLength(2);
  });

  it('is no reason to fail when nothing can be written there', () => {
    using app = new App({ ...files, 'a-file': '' });
    expect(app.run(['main.mjs'], { GREENSPOOL_CACHE: 'a-file' }).output).toBe('1\n');
  });
});

describe('a cache', () => {
  it('keeps nothing without a folder', () => {
    const cache = new Cache(undefined);
    cache.set('key', { format: 'module', code: '' });
    expect(cache.get('key')).toBe(undefined);
  });

  it('keeps code as it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenspool-cache-test-'));
    const code = '\n\u2028\uD83D\uDE00\r\n\0 x';
    new Cache(folder).set(keyOf(['a']), { format: 'commonjs', code });
    expect(new Cache(folder).get(keyOf(['a']))).toEqual({ format: 'commonjs', code });
    rmSync(folder, { recursive: true });
  });

  it('has keys that depend on where one part ends', () => {
    expect(keyOf(['ab', 'c'])).not.toBe(keyOf(['a', 'bc']));
    expect(keyOf(['a', undefined])).not.toBe(keyOf(['a', '']));
  });

  it.runIf(process.getuid)('is not in a temporary folder that others can write to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenspool-tmp-'));
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    try {
      const own = cacheFolder(folder, {});
      expect(own).toBe(join(folder, `greenspool-cache-${process.getuid?.()}`));
      chmodSync(own!, 0o777);
      expect(cacheFolder(folder, {})).toBe(undefined);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(folder, { recursive: true });
    }
  });
});
