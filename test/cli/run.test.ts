import { once } from 'node:events';
import { cpSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { App } from '../loader/app.ts';
import { root } from '../package/project.ts';

const cli = join(root, 'build/cli/index.js');

describe('greenspool run', { timeout: 60_000 }, () => {
  it.each([
    [[], 'name a program'],
    [['--patch'], 'name a program'],
    [['--patsh', 'main.mjs'], 'there is no option --patsh'],
    [['--patch', '-h', 'main.mjs'], 'there is no option -h'],
  ])('ends with exit code 2 when it cannot tell what to run: %j', (args, message) => {
    using app = new App();
    const { status, stderr } = app.command(args);
    expect(status).toBe(2);
    expect(stderr).toContain(`greenspool run: ${message}.`);
    expect(stderr).toContain('run <program>');
  });

  it.each(['none.ts', 'folder'])('says in one line that there is no program %s', (name) => {
    using app = new App({ 'folder/data.txt': '' });
    const { status, stderr } = app.command([name]);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^run .*: there is no such file\..*$/);
  });

  it('takes the path from the current folder, through links, with or without its extension', () => {
    using app = new App({
      'deep/main.ts': 'const path: string = import.meta.url; console.log(path.endsWith("deep/main.ts"));',
    });
    symlinkSync(app.path('deep/main.ts'), app.path('linked.ts'));
    for (const name of ['deep/main.ts', './deep/main', app.path('deep/main.ts'), 'linked.ts']) {
      expect(app.command([name]).output).toBe('true\n');
    }
  });

  it('prints an error of the program as node does, also one that has a code', () => {
    using app = new App({
      'main.cjs': 'require("node:fs").readFileSync("none");',
      'main.mjs': 'throw { code: "MINE" };',
    });
    const common = app.command(['main.cjs']);
    expect(common.status).toBe(1);
    expect(common.stderr).toContain("code: 'ENOENT'");
    expect(common.stderr).toMatch(/main\.cjs:1:/);
    expect(app.command(['main.mjs'])).toMatchObject({ status: 1, stderr: expect.stringContaining("code: 'MINE'") });
  });

  it('leaves signals to the program, or lets them end it', async () => {
    using app = new App({
      'waits.mjs': 'import { sleep } from "greenspool"; console.log("ready"); sleep(60_000);',
      'handles.mjs': 'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("ready");',
    });
    for (const [name, ends] of [
      ['waits.mjs', [null, 'SIGTERM']],
      ['handles.mjs', [9, null]],
    ] as const) {
      const child = app.start([cli, 'run', name]);
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual(ends);
    }
  });

  it('reads standard input', async () => {
    using app = new App({
      'main.mjs': `import { text } from 'node:stream/consumers'; import { waitFor } from 'greenspool';
        console.log(waitFor(text(process.stdin)).toUpperCase());`,
    });
    const child = app.start([cli, 'run', 'main.mjs']);
    child.stdin.end('abc');
    expect(String((await once(child.stdout, 'data'))[0])).toBe('ABC\n');
  });

  it('is the same when the loader is registered for all of Node', () => {
    using app = new App({
      'main.mjs': 'import { sleep } from "greenspool"; const n = sleep(1); console.log(n === undefined);',
    });
    const result = app.command(['main.mjs'], { NODE_OPTIONS: '--import greenspool/register' });
    expect(result.output).toBe('true\n');
    expect(result.done).toEqual({ 'main.mjs': 'compiled' });
  });

  it('is the same in the processes of a cluster', () => {
    using app = new App({
      'main.ts': `import cluster from 'node:cluster';
        import { sleep } from 'greenspool';
        if (cluster.isPrimary) cluster.fork();
        sleep(1);
        console.log(cluster.isPrimary ? 'primary' : 'worker');
        if (!cluster.isPrimary) process.disconnect();
        export {};`,
    });
    expect(app.command(['main.ts']).output.trim().split('\n').sort()).toEqual(['primary', 'worker']);
  });

  it('lends itself to a program that has no copy', () => {
    using app = new App({
      'main.mjs': 'import { sleep } from "greenspool"; import "greenspool/wasm"; sleep(1); console.log("lent");',
      'missing.mjs': 'import "greenspool/none";',
    });
    unlinkSync(app.path('node_modules/greenspool'));
    expect(app.command(['main.mjs']).output).toBe('lent\n');
    expect(app.command(['missing.mjs']).stderr).toContain('ERR_MODULE_NOT_FOUND');
  });

  it('runs with the copy of the package that the program has', () => {
    using app = new App({ 'main.mjs': 'import { sleep } from "greenspool"; sleep(1); console.log("one copy");' });
    unlinkSync(app.path('node_modules/greenspool'));
    for (const part of ['package.json', 'build']) {
      cpSync(join(root, part), app.path(`node_modules/greenspool/${part}`), { recursive: true });
    }
    for (const part of ['acorn', 'acorn-import-phases', '@jridgewell', 'esbuild'])
      symlinkSync(join(root, 'node_modules', part), app.path(`node_modules/${part}`));
    expect(app.command(['main.mjs']).output).toBe('one copy\n');
  });
});
