/** Two copies of the library in one realm: each runs its own greenlets, and compiled code belongs to the first. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as first from 'greenspool';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.js';
import { deep, nap } from './fixtures/functions.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'greenspool-copy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const folder = join(scratch, 'build'); // a name that the test runner leaves to Node
const build = fileURLToPath(new URL('../../build/', import.meta.url));
for (const part of [
  'index.js',
  'engine',
  'errors',
  'explain',
  'frames',
  'greenlet',
  'group',
  'hub',
  'scope',
  'sync',
  'timeout',
  'compiled',
  'builtins',
]) {
  cpSync(join(build, part), join(folder, part), { recursive: true });
}
cpSync(join(build, '../package.json'), join(folder, 'package.json'));
const second: typeof first = await import(pathToFileURL(join(folder, 'index.js')).href);

describe('a second copy of the library', () => {
  it('runs generators of its own, beside those of the first', async () => {
    const body = function* ({ sleep }: typeof first) {
      yield sleep(1);
      return 'slept';
    };
    expect(await Promise.all([first.run(body, first), second.run(body, second)])).toEqual(['slept', 'slept']);
  });

  it('refuses to run compiled code, and both go on', async () => {
    expect(await codeOfAsync(() => second.spawn(nap, 1))).toBe('GS_OTHER_RUNTIME');
    expect(await codeOfAsync(() => second.spawn(deep, 1, () => second.sleep(1)))).toBe('GS_OTHER_RUNTIME');
    expect(await first.run(nap, 1)).toBe(1);
    expect(
      await second.run(function* () {
        return yield second.sleep(1);
      }),
    ).toBe(undefined);
  });

  it('that parks below compiled code of the first is an error', async () => {
    const body = function* () {
      return yield deep(1, () => second.sleep(1));
    };
    expect(await codeOfAsync(() => second.spawn(body))).toBe('GS_OTHER_RUNTIME');
    expect($gsm).toBe(0);
    expect(await first.run(nap, 1)).toBe(1);
  });

  it('keeps the compiled runtime of the first', async () => {
    const before = $gs;
    await import(pathToFileURL(join(folder, 'compiled/index.js')).href);
    expect($gs).toBe(before);
    expect(await first.run(nap, 1)).toBe(1);
  });

  it('of another version is refused when compiled code imports it', async () => {
    const other = join(scratch, 'other/build');
    cpSync(join(folder, 'compiled'), join(other, 'compiled'), { recursive: true });
    for (const part of ['engine', 'errors', 'frames', 'greenlet', 'group', 'hub', 'scope', 'timeout', 'builtins']) {
      cpSync(join(folder, part), join(other, part), { recursive: true });
    }
    const { abi } = $gs;
    $gs.abi = abi + 1;
    try {
      const loading = import(pathToFileURL(join(other, 'compiled/index.js')).href);
      await expect(loading).rejects.toMatchObject({ code: 'GS_OTHER_RUNTIME' });
    } finally {
      $gs.abi = abi;
    }
  });
});
