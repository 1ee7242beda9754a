// What must hold on every version of Node: the unit test runs it on the one at hand, the soak test on all.
import { expect, it } from 'vitest';
import { App } from './app.ts';

export function programs(binary: () => string = () => process.execPath): void {
  it('compiles an ES module, and what it imports in either format', () => {
    using app = new App({
      'main.mjs': `import { named } from './common.cjs'; import other from './other.js'; import data from './data.cjs';
        import fs from 'node:fs'; console.log(named, other.deep, data, typeof fs.readFileSync);`,
      'common.cjs': 'exports.named = "named";',
      'other.js': 'exports.deep = require("./deep").value;',
      'deep.js': 'exports.value = "deep";',
      'data.cjs': 'module.exports = require("./data.json").length;',
      'data.json': '[1, 2, 3]',
    });
    const result = app.run(['main.mjs'], {}, binary());
    expect(result.output).toBe('named deep 3 function\n');
    expect(result.files('compiled')).toEqual(['common.cjs', 'data.cjs', 'deep.js', 'main.mjs', 'other.js']);
  });

  it('gives CommonJS all that it has without the loader', () => {
    const probe = `console.log(require.main === module, typeof require.cache[__filename], typeof require.extensions['.js'],
      typeof require.resolve.paths, module.parent?.filename === undefined, module.children.length, module.loaded, this === exports,
      new Error().stack.split('\\n')[1].endsWith(':3:7)'), __dirname, arguments.length);`;
    using app = new App({
      'main.cjs': `${probe}\nrequire('./inner.js');`,
      'inner.js': probe,
      'outer.mjs': 'import "./main.cjs"',
    });
    for (const main of ['main.cjs', 'outer.mjs']) {
      expect(app.run([main], {}, binary()).output).toBe(app.node([main], {}, binary()).output);
    }
  });

  it('compiles what createRequire loads', () => {
    using app = new App({
      'main.mjs': `import { createRequire } from 'node:module'; console.log(createRequire(import.meta.url)('./a.cjs'));`,
      'a.cjs': 'module.exports = require("node:module").createRequire(__filename)("./b.cjs");',
      'b.cjs': 'module.exports = "b";',
    });
    const result = app.run(['main.mjs'], {}, binary());
    expect(result.output).toBe('b\n');
    expect(result.files('compiled')).toEqual(['a.cjs', 'b.cjs', 'main.mjs']);
  });

  it('lets package.json and the source decide what a .js file is, as Node does', () => {
    using app = new App({
      'main.js': 'console.log(typeof require); import("./esm/m.js").then((m) => console.log(m.value));',
      'esm/package.json': '{ "type": "module" }',
      'esm/m.js': 'export const value = typeof require + await 1;',
    });
    expect(app.run(['main.js'], {}, binary()).output).toBe('function\nundefined1\n');
  });

  it('runs TypeScript and JSX in both formats', () => {
    using app = new App({
      'main.ts': `import { Colour } from './colour.js'; import view from './view.tsx'; import old from './old.cts';
        import './plain.jsx'; import { late } from './late.mjs'; import { Point } from './point';
        const n: number = Colour.Green; console.log(n, view, old.greet('you'), late, new Point(1, 2).sum());`,
      'colour.ts': 'export enum Colour { Red, Green = 5 }',
      'view.tsx': 'const h = (...all: unknown[]) => all.length;\n/** @jsx h */\nexport default <b id="x">text</b>;',
      'old.cts': `import { join } from 'node:path'; export function greet(who: string): string { return join('hello', who); }`,
      'late.mts': 'export const late = await Promise.resolve("late" as const);',
      'plain.jsx': 'const React = { createElement: (name) => name };\nconsole.log(<p />); export {};',
      'point.ts':
        'export class Point { constructor(private x: number, private y: number) {} sum() { return this.x + this.y; } }',
    });
    const result = app.run(['main.ts'], {}, binary());
    expect(result.output).toBe('p\n5 3 hello/you late 3\n');
    expect(result.files('compiled')).toHaveLength(7);
  });

  it('requires TypeScript without its extension', () => {
    using app = new App({
      'main.cts': `import { a } from './a'; const b = require('./folder'); console.log(a, b, require('./c.js').c);`,
      'a.ts': 'module.exports.a = 1 as number;',
      'folder/index.ts': 'module.exports = 2 as number;',
      'c.ts': 'exports.c = 3 as number;',
    });
    expect(app.run(['main.cts'], {}, binary()).output).toBe('1 2 3\n');
  });

  it('leaves installed packages alone unless they are named', () => {
    const files = {
      'main.mjs': 'import { a } from "alpha"; import { b } from "@scope/beta"; console.log(a + b);',
      'node_modules/alpha/package.json': '{ "name": "alpha", "type": "module", "exports": "./lib/a.js" }',
      'node_modules/alpha/lib/a.js': 'export const a = 1;',
      'node_modules/@scope/beta/package.json': '{ "name": "@scope/beta", "main": "b.js" }',
      'node_modules/@scope/beta/b.js': 'exports.b = 2;',
    };
    using app = new App(files);
    expect(app.run(['main.mjs'], {}, binary()).done).toEqual({ 'main.mjs': 'compiled' });
    const all = app.run(['main.mjs'], { GREENSPOOL_INCLUDE: 'alpha,@scope/*' }, binary());
    expect(all.output).toBe('3\n');
    expect(all.files('compiled')).toEqual(['node_modules/@scope/beta/b.js', 'node_modules/alpha/lib/a.js']);
  });

  it('leaves JSON, WebAssembly, built-in modules and data: URLs to Node', () => {
    using app = new App({
      'main.cjs':
        'console.log(require("./d.json").a, require("node:path").sep); import("data:text/javascript,console.log(2)");',
      'd.json': '{ "a": 1 }',
    });
    const result = app.run(['main.cjs'], {}, binary());
    expect(result.output).toBe('1 /\n2\n');
    expect(result.done).toEqual({ 'main.cjs': 'compiled' });
  });

  it('takes a byte order mark and a hash-bang line', () => {
    using app = new App({
      'main.mjs': '#!/usr/bin/env node\nimport b from "./b.cjs"; import "./bom.mjs"; console.log(b);',
      'b.cjs': '#!/usr/bin/env node\nmodule.exports = "b";',
      'bom.mjs': '\uFEFFconsole.log("bom");',
    });
    expect(app.run(['main.mjs'], {}, binary()).output).toBe('bom\nb\n');
  });

  it.each([
    ['main.mjs', 'const a = 1;\nlet let = ;\n'],
    ['main.cjs', 'const a = 1;\nfunction (\n'],
    ['main.cjs', 'const a = 1;\nimport "node:fs";\n'],
  ])('lets Node report a syntax error in %s', (name, source) => {
    using app = new App({ [name]: source });
    const message = ({ stderr }: { stderr: string }) =>
      stderr.split('\n').filter((line) => !line.startsWith('    at '));
    const [native, loaded] = [app.node([name], {}, binary()), app.run([name], {}, binary())];
    expect(loaded.status).toBe(1);
    expect(loaded.stderr).toContain('SyntaxError');
    expect(message(loaded)).toEqual(message(native));
  });

  it('shows the line of the source in a stack trace', () => {
    const boom = 'interface Gone {\n  x: number;\n}\nexport function boom(): never {\n  throw new Error("boom");\n}\n';
    using app = new App({ 'main.mts': 'import { boom } from "./boom.ts";\n\nboom();\n', 'boom.ts': boom });
    const { status, stderr } = app.run(['main.mts'], {}, binary());
    expect(status).toBe(1);
    expect(stderr).toMatch(/boom\.ts:5:9/);
    expect(stderr).toMatch(/main\.mts:3:1/);
  });

  it('compiles in worker threads and child processes', () => {
    using app = new App({
      'main.mjs': `import { Worker } from 'node:worker_threads'; import { fork } from 'node:child_process';
        new Worker(new URL('./worker.ts', import.meta.url)).on('exit', () => fork(new URL('./child.ts', import.meta.url).pathname));`,
      'worker.ts': 'const where: string = "worker"; console.log(where); export {};',
      'child.ts': 'const where: string = "child"; console.log(where); export {};',
    });
    for (const result of [app.run(['main.mjs'], {}, binary()), app.command(['main.mjs'], {}, binary())]) {
      expect(result.output).toBe('worker\nchild\n');
    }
  });

  it('runs a program with its arguments, its exit code and its place as the main module', () => {
    using app = new App({
      'main.cjs':
        'console.log(process.argv.slice(2), require.main === module, __filename === process.argv[1]); process.exitCode = 7;',
      'fails.mjs': 'console.log(process.argv.length);\n\nthrow new TypeError("no");',
      'typed.ts': 'const n: number = process.argv.length; console.log(n); export {};',
    });
    const main = app.command(['main.cjs', '--flag', 'b'], {}, binary());
    expect(main).toMatchObject({ status: 7, stdout: "[ '--flag', 'b' ] true true\n" });
    const fails = app.command(['fails.mjs'], {}, binary());
    expect(fails).toMatchObject({ status: 1, stdout: '2\n' });
    expect(fails.stderr).toMatch(/fails\.mjs:3.*\n.*throw new TypeError/);
    expect(app.command(['typed.ts', 'a'], {}, binary()).output).toBe('3\n');
    expect(app.command(['typed'], {}, binary()).output).toBe('2\n');
  });
}
