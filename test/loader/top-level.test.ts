// The top level of a program that `greenspool run` runs: a greenlet, but otherwise what it is under node.
import { describe, expect, it } from 'vitest';
import { compile } from '../../build/compiler/index.js';
import { App } from './app.ts';

/** What a program prints under `greenspool run`, which must be what it prints under node. */
function same(files: Record<string, string>, main = Object.keys(files)[0]!): string {
  using app = new App(files);
  const native = app.node([main]);
  const { stdout, status } = app.command([main]);
  expect({ stdout, status }).toEqual({ stdout: native.stdout, status: native.status });
  return stdout;
}

describe('the top level of an ES module', { timeout: 60_000 }, () => {
  it('gives importers its exports, and their later values', () => {
    const printed = same({
      'main.mjs': `import fs, { readFileSync as read } from 'node:fs';
import * as self from './main.mjs';
export { read, fs as files };
export * from './other.mjs';
export * as other from './other.mjs';
export let count = 1, late;
export const fixed = { a: 1 }, { a, ...rest } = { a: 2, b: 3 };
export var old = 'old'
export function f() { return count }
export class C { static x = count }
export default class {}
{ var inner = 'inner'; }
export { inner, hidden as "not a name", hidden as twice };
const hidden = () => {};
count++;
late = 'late';
console.log(self.count, self.late, self.fixed === fixed, self.a, self.rest, self.old, self.f(), self.C === C, self.C.x);
console.log(self.default.name, typeof self.read, self.files === fs, self.second, self.other.second, self.twice.name);
setTimeout(() => console.log(Object.keys(self).join(), self.inner));`,
      'other.mjs': 'export const second = 2;',
    });
    expect(printed).toContain('2 late true 2 { b: 3 } old 2 true 1\ndefault function true 2 2 hidden\n');
  });

  it.each([
    ['an arrow function', '() => {}'],
    ['an anonymous function', 'function () {}'],
    ['an anonymous class', 'class {}'],
    ['a named function', 'function named() {}'],
    ['an expression', '[1].map((n) => n + 1)'],
    ['an awaited value', 'await Promise.resolve(3)'],
  ])('exports %s as its default', (_, value) => {
    same({ 'main.mjs': `import self from './main.mjs';\nexport default ${value}\nconsole.log(self, self.name);` });
  });

  it('may await, among other things', () => {
    const printed = same({
      'main.mjs': `const later = (v) => new Promise((done) => setTimeout(done, 1, v))
const a = await later(1), { b } = await later({ b: 2 })
for (const n of [await later(3), 4]) if (n === await later(n)) console.log(a, b, n, \`\${await 5}\`)
try { await Promise.reject(new Error('no')) } catch (error) { console.log(error.message) }
const f = async () => await later(6)
console.log(await (await later(f))(), typeof await import('node:fs'))`,
    });
    expect(printed).toBe('1 2 3 5\n1 2 4 5\nno\n6 object\n');
  });

  it('has the names, the order and the errors of a module', () => {
    same({
      'main.mjs': `console.log(this, typeof hoisted, typeof require);
try { early; } catch (error) { console.log(error.name); }
const early = 1;
try { early = 2; } catch (error) { console.log(error.name); }
function hoisted() { return early; }
console.log(hoisted(), import.meta.url.endsWith('main.mjs'));
var x = 1
;[2].forEach((n) => console.log(n + x)) // and a comment`,
    });
  });

  it('stays as it is when it awaits in a way that only modules can', () => {
    const printed = same({
      'main.mjs': `async function* all() { yield 1; yield 2; }
for await (const n of all()) console.log(n);`,
    });
    expect(printed).toBe('1\n2\n');
  });

  it('is the greenlet that is current there, and dies with its last line', () => {
    using app = new App({
      'main.mjs': `import { getCurrent, sleep, spawn } from 'greenspool';
const self = getCurrent();
spawn(() => { console.log(self.dead); sleep(30); console.log(self.dead); });
sleep(5);
console.log(getCurrent() === self, self.name.startsWith('program'));`,
    });
    expect(app.command(['main.mjs']).output).toBe('false\ntrue true\ntrue\n');
  });

  it('can be waited for by what imports it', () => {
    using app = new App({
      'main.mjs': `import { sleep } from 'greenspool'; import('./other.mjs'); sleep(20); export const ready = 'ready';`,
      'other.mjs': `import { ready } from './main.mjs'; console.log(ready);`,
    });
    expect(app.command(['main.mjs']).output).toBe('ready\n');
  });
});

describe('the top level of CommonJS', { timeout: 60_000 }, () => {
  it('has the variables of a CommonJS module', () => {
    same({
      'main.cjs': `'use strict'
var exports = module.exports;
exports.a = 1;
console.log(this === exports, arguments.length, arguments[2] === module, __filename.endsWith('main.cjs'), require.main === module);
(function () { console.log(this) })();
if (true) return;
console.log('never');`,
    });
  });

  it('is sloppy unless it says otherwise', () => {
    same({
      'main.cjs':
        'implied = 1; console.log(delete globalThis.implied, (function () { return this === globalThis })());',
    });
  });

  it('may require itself and be required', () => {
    same({
      'main.cjs': 'exports.early = 1; const other = require("./other.cjs"); exports.late = 2; console.log(other());',
      'other.cjs': 'const main = require("./main.cjs"); module.exports = () => [main.early, main.late];',
    });
  });

  it.each(['setTimeout(() => {}, 1); throw new TypeError("bad")', 'process.exit(4)', 'process.exitCode = 5', 'null.x'])(
    'ends as under node: %s',
    (source) => {
      same({ 'main.cjs': source });
    },
  );
});

describe('a program that can never go on', { timeout: 60_000 }, () => {
  it.each(['main.mjs', 'main.ts'])('says where it waits, and does not look as if it had ended well: %s', (name) => {
    using app = new App({
      [name]: `import { waitFor } from 'greenspool';
function stuck() {
  waitFor(new Promise(() => {}));
}
stuck();`,
    });
    const { status, stderr } = app.command([name]);
    expect(status).toBe(1);
    expect(stderr).toContain('DeadlockError: waitFor() in program#');
    expect(stderr).toMatch(/at stuck \(.*:3:/);
    expect(stderr).toMatch(/:5:/);
  });

  it('may end itself all the same', () => {
    using app = new App({
      'waits.mjs': `import { waitFor } from 'greenspool';
setTimeout(() => process.exit(), 10);
waitFor(new Promise(() => {}));`,
    });
    expect(app.command(['waits.mjs'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a compiled top level', () => {
  it('has an exact map', () => {
    const source = 'import a from "a"; export const b = a();\n\nconst c = await b;\nthrow new Error(c);\n';
    const { code, map } = compile(source, { topLevel: 'greenlet', sourceMap: true, filename: 'main.mjs' });
    expect(code).toContain('import a from "a"');
    expect(map).toMatchObject({ version: 3, sources: ['main.mjs'] });
  });
});
