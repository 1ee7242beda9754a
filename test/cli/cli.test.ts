import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import binaryen from 'binaryen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../package/project.ts';

const parks = `(module
  (import "host" "park" (func $park))
  (memory (export "memory") 1)
  (func (export "run") (call $park)))`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenspool-cli-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function greenspool(...args: string[]) {
  return spawnSync(process.execPath, [join(root, 'build/cli/index.js'), ...args], { cwd: folder, encoding: 'utf8' });
}

describe('the command greenspool', () => {
  it('tells its version and its commands', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(greenspool('--version').stdout).toBe(`${manifest.version}\n`);
    expect(greenspool('--help').stdout).toContain('build <program.ts>');
  });

  it.each(['run', 'serve', 'build'])('tells how to use %s', (command) => {
    const { status, stdout, stderr } = greenspool(command, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: greenspool ${command} [^]*\\n  ${command} <`));
  });

  it('ends with exit code 2 and says what is there when it is asked for something else', () => {
    const { status, stderr } = greenspool('grow');
    expect(status).toBe(2);
    expect(stderr).toContain('There is no command grow');
    expect(stderr).toContain('build <program.ts>');
  });
});

describe('greenspool build', () => {
  it('makes a module suspendable', async () => {
    writeFileSync(join(folder, 'parks.wasm'), binaryen.parseText(parks).emitBinary());
    const { status, stderr } = greenspool(
      'build',
      'parks.wasm',
      '-o',
      'out.wasm',
      '--import',
      'host.*',
      '--export-control',
    );
    expect(status, stderr).toBe(0);
    const module = await WebAssembly.compile(readFileSync(join(folder, 'out.wasm')));
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['run', 'gs.state']),
    );
    expect(WebAssembly.Module.customSections(module, 'greenspool')).toHaveLength(1);
  });

  it('compiles an AssemblyScript program with the engine', async () => {
    writeFileSync(
      join(folder, 'nap.ts'),
      "import { sleep } from 'greenspool/assembly';\nexport function nap(): void { sleep(1); }\n",
    );
    const { status, stderr } = greenspool('build', 'nap.ts', '-o', 'nap.wasm', '--runtime', 'stub');
    expect(status, stderr).toBe(0);
    const module = await WebAssembly.compile(readFileSync(join(folder, 'nap.wasm')));
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['nap', 'gs.run']),
    );
  });

  it.each([
    [[], 'name one program or module'],
    [['a.wasm'], 'say where the result goes'],
    [['a.wasm', '-o', 'b.wasm', '--mode', 'quick'], 'not quick'],
    [['a.wasm', '--colour'], 'colour'],
    [['a.wasm', '-o', 'b.wasm', '--debug'], '--debug is for an AssemblyScript program'],
    [['a.ts', '-o', 'b.wasm', '--export-control'], '--export-control is for a module'],
  ])('refuses %j', (args, why) => {
    const { status, stderr } = greenspool('build', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });

  it('says in one line that a file is missing or is no module', () => {
    expect(greenspool('build', 'absent.wasm', '-o', 'out.wasm')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/ENOENT/),
    });
    writeFileSync(join(folder, 'text.wasm'), 'hello');
    const { status, stderr } = greenspool('build', 'text.wasm', '-o', 'out.wasm');
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
