// What all of it is for: plain functions that block, in programs that were never built.
import { describe, expect, it } from 'vitest';
import { compile } from '../../build/compiler/index.js';
import { App } from './app.ts';

const workers = `
  function nap(name, ms) { sleep(ms); console.log(name); return ms; }
  function worker(name, ms) { return [ms, ms].map((each) => nap(name, each)).length; }
  const both = [spawn(worker, 'slow', 300), spawn(worker, 'fast', 1)];`;
const printed = 'fast\nfast\nslow\nslow\n';

/** (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)) */
const addWasm = Buffer.from('AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=', 'base64');
const [major = 0] = process.versions.node.split('.').map(Number);

describe('a plain function that blocks', { timeout: 60_000 }, () => {
  it('works in an ES module, in CommonJS and in TypeScript', () => {
    using app = new App({
      'main.mjs': `import { sleep, spawn } from 'greenspool'; ${workers}`,
      'main.cjs': `import('greenspool').then(({ sleep, spawn }) => { ${workers} });`,
      'main.ts': `import { sleep, spawn } from 'greenspool'; ${workers.replace('ms) {', 'ms: number): number {')}`,
    });
    for (const main of ['main.mjs', 'main.cjs', 'main.ts']) expect(app.run([main]).output).toBe(printed);
  });

  const through = {
    'main.mjs': `import { sleep, spawn } from 'greenspool'; import { each } from 'each';
      const g = spawn(function body() { return each([1, 2], (n) => { sleep(n); return n * 2; }); });
      g.then((value) => console.log(value), (error) => console.log(error.code, error.message));`,
    'node_modules/each/package.json': '{ "name": "each", "type": "module", "exports": "./each.js" }',
    'node_modules/each/each.js':
      'export function each(list, fn) { const all = []; for (const item of list) all.push(fn(item)); return all; }',
  };

  it('is stopped at a package that is not compiled', () => {
    using app = new App(through);
    expect(app.run(['main.mjs']).output).toMatch(/^GS_BARRIER .*not compiled/);
  });

  it('goes through a package that is', () => {
    using app = new App({ ...through, 'greenspool.config.json': '{ "include": ["each"] }' });
    expect(app.run(['main.mjs']).output).toBe('[ 2, 4 ]\n');
  });

  it('works in a worker thread, which has a hub of its own', () => {
    using app = new App({
      'main.mjs': `import { Worker } from 'node:worker_threads'; import { spawn, sleep } from 'greenspool';
        new Worker(new URL('./worker.mjs', import.meta.url));
        spawn(function main() { sleep(1); console.log('main'); });`,
      'worker.mjs': `import { sleep, spawn } from 'greenspool'; spawn(function other() { sleep(1); console.log('worker'); });`,
    });
    expect(app.run(['main.mjs']).output.split('\n').sort()).toEqual(['', 'main', 'worker']);
  });

  // tried with Node 24 and 26, which import sources without a flag
  it.runIf(major >= 24)('uses a module of WebAssembly that is imported as a source', () => {
    const program = `import source wasm from './add.wasm'; import { sleep } from 'greenspool';
      function add(a, b) { sleep(1); return new WebAssembly.Instance(wasm).exports.add(a, b); }
      const again = (path) => import.source(path());`;
    using app = new App({
      'add.wasm': addWasm,
      'main.mjs': `import { spawn } from 'greenspool'; ${program} console.log(await spawn(add, 1, 2), (await again(() => './add.wasm')) === wasm);`,
      'top.ts': `${program.replace('(path)', '(path: () => string)')} console.log(add(3, 4));`,
    });
    expect(app.run(['main.mjs']).output).toBe('3 true\n');
    expect(app.command(['top.ts']).output).toBe('7\n');
  });

  it('has its own line in the stack of an error that is thrown after it was resumed', () => {
    const source = `import { sleep, spawn } from 'greenspool';
interface Gone { x: 1 }

function fail(): never {
  sleep(1);
  throw new Error('after');
}
function middle(): void {
  fail();
}
spawn(middle).then(null, (error: Error) => console.log(error.stack));`;
    using app = new App({ 'main.ts': source });
    const { output } = app.run(['main.ts']);
    expect(output).toMatch(/fail.*main\.ts:6:/);
    expect(output).toMatch(/middle.*main\.ts:9/);
  });
});

describe('greenspool run', { timeout: 60_000 }, () => {
  const top = `${workers}
    console.log(joinAll(both).map((g) => g.value));
    for (const ms of [2, 1]) { sleep(ms); console.log(ms); }
    if (waitFor(Promise.resolve(true))) console.log('end');`;
  const shown = `${printed}[ 2, 2 ]\n2\n1\nend\n`;

  it('lets the top level of an ES module block', () => {
    using app = new App({
      'main.mjs': `import { joinAll, sleep, spawn, waitFor } from 'greenspool'; ${top}\nexport const value = both.length;`,
      'main.ts': `import { joinAll, sleep, spawn, waitFor } from 'greenspool';
        ${top.replaceAll('ms) {', 'ms: number): number {').replace('(const ms: number): number', '(const ms')}`,
    });
    expect(app.command(['main.mjs']).output).toBe(shown);
  });

  it('lets the top level of CommonJS block', () => {
    using app = new App({
      'main.cjs': `const { joinAll, sleep, spawn, waitFor } = require('./greenspool.cjs'); ${top}\nexports.value = both.length;`,
      // Only newer versions of Node can require the package itself.
      'greenspool.cjs': 'module.exports = globalThis.greenspool;',
      'start.mjs': "globalThis.greenspool = await import('greenspool');",
    });
    const flags = ['--import', './start.mjs'];
    expect(app.command(['main.cjs'], { NODE_OPTIONS: flags.join(' ') }).output).toBe(shown);
  });

  it('ends as node does when the top level of CommonJS throws, whatever becomes of rejected promises', () => {
    using app = new App({
      'main.cjs': `process.on('unhandledRejection', () => console.log('a rejection'));
        process.on('uncaughtExceptionMonitor', (error, origin) => console.log(error.message, origin));
        function load() { throw new TypeError('no file'); }
        load();`,
    });
    const { status, stderr, stdout } = app.command(['main.cjs']);
    expect([status, stdout]).toEqual([1, 'no file uncaughtException\n']);
    expect(stderr).toContain('TypeError: no file');
    expect(stderr).toContain('main.cjs:3:33');
    expect(app.command(['main.cjs'], { NODE_OPTIONS: '--unhandled-rejections=none' }).status).toBe(1);
  });

  it('ends as node does when the top level throws after it has blocked', () => {
    using app = new App({
      'main.mjs': `import { sleep } from 'greenspool';\nsleep(1);\nthrow new TypeError('late');`,
    });
    const { status, stderr } = app.command(['main.mjs']);
    expect(status).toBe(1);
    expect(stderr).toContain('TypeError: late');
    expect(stderr).toContain('main.mjs:3:7');
  });

  it('shows where the top level has parked as Node shows calls', () => {
    const lines = [
      "import { getCurrent, sleep } from 'greenspool';",
      'const main = getCurrent();',
      'const show = () => setImmediate(() => console.log(main.stack().map((at) => [at.line, at.column].join(":")).join()));',
      'const get = () => nap; function nap() { show(); sleep(1); return 1; }',
      'export const a = await 1, b = get()(1);',
      'console.log({ nap }.nap(2));',
    ];
    using app = new App({ 'main.mjs': lines.join('\n'), 'main.ts': ['interface A {', '}', ...lines].join('\n') });
    expect(app.command(['main.mjs']).output).toBe('4:49,5:36\n4:49,6:21\n1\n');
    expect(app.command(['main.ts']).output).toMatch(/^6:49,7:\d+\n6:49,8:21\n/); // the map of esbuild has no parentheses
  });
});

describe('a compiled file', { timeout: 60_000 }, () => {
  const source = 'function twice(f) { return f() + f(); }\nconsole.log(twice(() => 2));\n';

  it('is loaded as it is when it was compiled before', () => {
    const { code } = compile(source, { filename: 'main.cjs', sourceType: 'commonjs' });
    using app = new App({ 'main.cjs': code });
    expect(app.run(['main.cjs']).output).toBe('4\n');
  });

  it('says what it needs when the runtime is missing', () => {
    const { code } = compile(source, { filename: 'main.cjs', sourceType: 'commonjs' });
    using app = new App({ 'main.cjs': code });
    const { status, stderr } = app.node(['main.cjs']);
    expect(status).toBe(1);
    expect(stderr).toContain('GS_NO_RUNTIME');
    expect(stderr).toContain('greenspool/register');
  });
});
