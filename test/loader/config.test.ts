import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../build/loader/config.js';
import { globSource } from '../../build/loader/glob.js';
import { Selection } from '../../build/loader/selection.js';
import { codeOf } from '../helpers/code-of.ts';
import { App } from './app.ts';

const matches = (pattern: string, path: string) => new RegExp(`^${globSource(pattern)}$`).test(path);

describe('a pattern', () => {
  it.each([
    ['src/*.js', 'src/a.js', true],
    ['src/*.js', 'src/b/a.js', false],
    ['src/**', 'src/b/a.js', true],
    ['src/**/*.ts', 'src/a.ts', true],
    ['src/**/*.ts', 'src/b/c/a.ts', true],
    ['src/{a,b}/?.js', 'src/b/x.js', true],
    ['src/{a,b}/?.js', 'src/c/x.js', false],
    ['a+(b).js', 'a+(b).js', true],
    ['a.js', 'axjs', false],
    ['{a', '{a', true],
  ])('%s matches %s: %s', (pattern, path, is) => {
    expect(matches(pattern, path)).toBe(is);
  });
});

describe('what is compiled', () => {
  const manifests = {
    'packages/lib/package.json': '{ "name": "lib" }',
    'node_modules/dep/package.json': '{ "name": "dep" }',
    'node_modules/greenspool-like/package.json': '{ "name": "other" }',
    'src/a.ts': '',
  };
  const own = ['a.js', 'src/a.ts', 'src/deep/b.js', 'packages/lib/l.js'];
  const installed = [
    'node_modules/dep/index.js',
    'node_modules/dep/node_modules/nested/n.js',
    'node_modules/@s/p/x.js',
  ];

  it.each([
    [{}, own],
    [{ include: ['dep'] }, [...own, installed[0]]],
    [{ include: ['nested', '@s/*'] }, [...own, installed[1], installed[2]]],
    [{ include: ['src/**'] }, ['src/a.ts', 'src/deep/b.js']],
    [{ include: ['./src'] }, ['src/a.ts', 'src/deep/b.js']],
    [{ include: ['src/*', 'dep'] }, ['src/a.ts', installed[0]]],
    [{ include: ['**'] }, own],
    [{ include: ['node_modules/dep/**'] }, [...own, installed[0], installed[1]]],
    [{ exclude: ['src/deep/**', 'lib'] }, ['a.js', 'src/a.ts']],
    [{ exclude: ['**/*.ts'] }, ['a.js', 'src/deep/b.js', 'packages/lib/l.js']],
    [{ include: ['dep', 'nested'], exclude: ['dep'] }, [...own, installed[1]]],
  ])('with %j', (given, expected) => {
    using app = new App({ ...manifests, 'greenspool.config.json': JSON.stringify(given) });
    const selection = new Selection(readConfig(app.path('src'), {}), undefined);
    const compiled = [...own, ...installed].filter((name) => selection.compiles(app.path(name)));
    expect(compiled).toEqual(expected);
  });

  it('never includes the files of greenspool itself, wherever they are', () => {
    using app = new App({ 'copy/package.json': '{ "name": "greenspool" }' });
    const selection = new Selection({ folder: app.folder, include: ['greenspool', '**'], exclude: [] }, undefined);
    expect(selection.compiles(app.path('copy/build/index.js'))).toBe(false);
    expect(selection.compiles(app.path('copy/examples/x.js'))).toBe(true);
  });

  it('always includes the program that is run', () => {
    using app = new App();
    const entry = app.path('node_modules/dep/cli.js');
    expect(new Selection({ folder: app.folder, include: [], exclude: ['dep'] }, entry).compiles(entry)).toBe(true);
  });
});

describe('the configuration', () => {
  it('is the nearest one above the program, with lists from the environment added', () => {
    using app = new App({
      'package.json': '{ "name": "app", "greenspool": { "include": ["lodash"] } }',
      'packages/a/package.json': '{ "name": "a" }',
    });
    const env = { GREENSPOOL_INCLUDE: 'marked, src/{a,b}/**', GREENSPOOL_EXCLUDE: 'x.js,' };
    expect(readConfig(app.path('packages/a'), env)).toEqual({
      folder: app.folder,
      include: ['lodash', 'marked', 'src/{a,b}/**'],
      exclude: ['x.js'],
    });
  });

  it.each([
    ['{ "include": ["a"', 'no valid JSON'],
    ['[]', 'no object'],
    ['{ "includes": [] }', '"includes" is no option'],
    ['{ "include": "lodash" }', 'no list'],
    ['{ "exclude": [3] }', '3 in exclude'],
    ['{ "exclude": [""] }', '"" in exclude'],
    ['{ "include": ["!src/**"] }', 'starts with "!"'],
    ['{ "include": ["src"] }', 'Write "./src"'],
  ])('is refused when it is %s', (text, why) => {
    using app = new App({ 'greenspool.config.json': text, 'src/a.js': '' });
    expect(codeOf(() => readConfig(app.folder, {}))).toBe('GS_BAD_CONFIG');
    expect(() => readConfig(app.folder, {})).toThrow(why);
    expect(() => readConfig(app.folder, {})).toThrow(join(app.folder, 'greenspool.config.json'));
  });

  it('is refused when there are two', () => {
    using app = new App({ 'package.json': '{ "greenspool": {} }', 'greenspool.config.json': '{}' });
    expect(codeOf(() => readConfig(app.folder, {}))).toBe('GS_BAD_CONFIG');
  });

  it('stops a program that it is wrong for, and says where', () => {
    using app = new App({ 'package.json': '{ "greenspool": { "include": 1 } }', 'main.mjs': '' });
    const { status, stderr } = app.run(['main.mjs']);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`"greenspool" in ${app.path('package.json')}`);
    const command = app.command(['main.mjs']);
    expect(command.status).toBe(1);
    expect(command.stderr.trim().split('\n')).toHaveLength(1);
  });
});
