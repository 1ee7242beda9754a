// Packs the package as it would be published, installs it into an empty project and uses it there.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyProject, linkNodeTypes, npm, output, root, tscPath } from './project.ts';

interface Packed {
  filename: string;
  files: { path: string }[];
}

const program = `
  import { joinAll, sleep, spawn } from 'greenspool';
  function* worker(name, ms) {
    yield sleep(ms);
    console.log(yield Promise.resolve(name)); // goes through what src/index.ts registers when it is imported
  }
  await joinAll([spawn(worker, 'slow', 20), spawn(worker, 'fast', 1)]);
  console.log('done');
`;
const plain = `
  import { joinAll, sleep, spawn } from 'greenspool';
  function worker(name: string, ms: number): void {
    sleep(ms);
    console.log(name);
  }
  function main(): void {
    joinAll([spawn(worker, 'slow', 200), spawn(worker, 'fast', 1)]);
    console.log('done');
  }
  spawn(main);
`;
const printed = 'fast\nslow\ndone\n';

let project = '';
let files: string[] = [];

beforeAll(() => {
  project = emptyProject();
  // prepack would build again, under other tests that use build/ right now.
  const report = npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [packed] = JSON.parse(report) as [Packed];
  files = packed.files.map((file) => file.path);
  npm(project, 'install', '--prefer-offline', join(project, packed.filename));
  linkNodeTypes(project);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('the packed package', () => {
  it('holds what the exports map, the bin and the licence need', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const needed = [manifest.exports, manifest.bin].flatMap(targets).filter((path) => !path.includes('*'));
    expect(files).toEqual(expect.arrayContaining([...needed, 'LICENSE', 'README.md', 'CHANGELOG.md']));
  });

  it('holds nothing that only the repository needs', () => {
    const allowed = /^(build|assembly|docs)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(files.filter((path) => !allowed.test(path) || path.includes('/.') || path.includes('debug'))).toEqual([]);
  });

  it('brings nothing but what the compiler, the loader and the threads need', () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
    const brought = Object.keys(lock.packages).map((path) => path.replace('node_modules/', ''));
    const needed = brought.filter((name) => !/^$|^greenspool$|^@esbuild\//.test(name));
    expect(
      needed.filter((name) => !/^(acorn|acorn-import-phases|esbuild|tinypool|@jridgewell\/.*)$/.test(name)),
    ).toEqual([]);
  });

  it('loads none of that for greenlets alone', () => {
    const hidden = join(project, 'hidden.mjs');
    writeFileSync(
      hidden,
      `export const resolve = (name, context, next) => {
      if (/^(acorn|esbuild|tinypool|@jridgewell)/.test(name)) throw new Error(name);
      return next(name, context);
    };`,
    );
    writeFileSync(
      join(project, 'hide.mjs'),
      "import { register } from 'node:module'; register('./hidden.mjs', import.meta.url);",
    );
    const check = [
      '--no-warnings',
      '--import',
      './hide.mjs',
      '--input-type=module',
      '-e',
      "import 'greenspool'; console.log(1)",
    ];
    expect(output(project, process.execPath, check)).toBe('1\n');
  });

  it('runs plain functions that block, in TypeScript, by both ways in', () => {
    writeFileSync(join(project, 'plain.ts'), plain);
    expect(output(project, process.execPath, ['--import', 'greenspool/register', 'plain.ts'])).toBe(printed);
    expect(output(project, join(project, 'node_modules/.bin/greenspool'), ['run', 'plain.ts'])).toBe(printed);
  });

  it('runs a program that spawns, sleeps and joins', () => {
    writeFileSync(join(project, 'program.js'), program);
    expect(output(project, process.execPath, ['program.js'])).toBe(printed);
  });

  it.each([
    ['greenspool', program, printed],
    [
      'greenspool/net',
      "await (await listen(() => undefined, { host: '127.0.0.1' })).close(); console.log('over');",
      'over\n',
    ],
    ['greenspool/dns', "console.log((await lookup('127.0.0.1')).family);", '4\n'],
    ['greenspool/fetch', "console.log(await fetchText('data:text/plain,hi'));", 'hi\n'],
    ['greenspool/subprocess', "console.log((await run(process.execPath, ['-p', '6 * 7'])).stdout);", '42\n\n'],
    ['greenspool/server', "await (await serve(() => 'hi', { port: 0 })).stop(); console.log('over');", 'over\n'],
  ])('runs the same when a bundler has dropped what it takes to be unused of %s', async (entry, text, expected) => {
    const used = ['listen', 'lookup', 'fetchText', 'run', 'serve'].filter((name) => text.includes(`${name}(`));
    const imported = text === program ? '' : `import { ${used} } from '${entry}';\n`;
    writeFileSync(join(project, 'bundled.js'), `${imported}${text}`);
    const file = join(project, 'bundle/out.mjs');
    await build({
      input: join(project, 'bundled.js'),
      platform: 'node',
      output: { file, codeSplitting: false },
      logLevel: 'silent',
    });
    rmSync(join(project, 'bundled.js'));
    expect(output(tmpdir(), process.execPath, [file])).toBe(expected);
  });

  it('gives the engine as a file too', () => {
    const check = `import { readFileSync } from 'node:fs';
      const url = import.meta.resolve('greenspool/engine.wasm');
      console.log(WebAssembly.validate(readFileSync(new URL(url))));`;
    expect(output(project, process.execPath, ['--input-type=module', '-e', check])).toBe('true\n');
  });

  it('type-checks in a strict project that checks declarations as well', () => {
    writeFileSync(
      join(project, 'program.ts'),
      `import { type Greenlet, getCurrent, sleep, spawn } from 'greenspool';
       import * as wasm from 'greenspool/wasm';
       import { instrument } from 'greenspool/wasm/build';
       const main: Greenlet = getCurrent();
       spawn(function* () { yield sleep(1); }); console.log(main, wasm, instrument);`,
    );
    typeCheck('program.ts');
  });

  it('has declarations without a fault behind every export that has some', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).filter((key) => exports[key].types !== undefined);
    expect(entries).toEqual(expect.arrayContaining(['.', './server', './wasm/build']));
    const lines = entries.map((key, i) => `import * as x${i} from '${key.replace('.', 'greenspool')}';\nvoid x${i};\n`);
    writeFileSync(join(project, 'all.ts'), lines.join(''));
    typeCheck('all.ts');
  });
});

/** Strictly, and the declarations of the package as well. */
function typeCheck(file: string): void {
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  output(project, process.execPath, [tscPath, ...flags, '--skipLibCheck', 'false', file]);
}

/** The paths in an exports map or a bin field. */
function targets(value: string | Record<string, unknown>): string[] {
  if (typeof value === 'string') return [value.replace(/^\.\//, '')];
  return Object.values(value).flatMap((inner) => targets(inner as string));
}
