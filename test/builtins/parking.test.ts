/** Code of the user parks below every standard function, and the result is as if it had not. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run, sleep, spawn } from 'greenspool';
import { afterAll, describe, expect, it } from 'vitest';
import { compile } from '../../build/compiler/index.js';
import { codeOfAsync } from '../helpers/code-of.js';

type Programs = Record<string, () => unknown>;
type Park = <T>(value: T) => T;

const file = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const source = readFileSync(file('parking.mjs'), 'utf8');
const runtime = fileURLToPath(new URL('../../build/compiled/index.js', import.meta.url));
const compiledFile = file(`parking.compiled.${process.pid}.mjs`);
const parkSource = '\nexport const parkIn = (sleep) => (value) => {\n  sleep(0);\n  return value;\n};\n';
writeFileSync(
  compiledFile,
  compile(source + parkSource, { filename: 'parking.mjs', runtime: `file://${runtime}` }).code,
);
afterAll(() => rmSync(compiledFile));

const native: { programs(p: Park): Programs } = await import(file('parking.mjs'));
const compiled: typeof native & { parkIn(s: unknown): Park } = await import(compiledFile);
const expected = native.programs((value) => value);
const parking = compiled.programs(compiled.parkIn(sleep));

describe('code parks below', () => {
  it.each(Object.keys(expected))('%s', async (name) => {
    expect(await run(parking[name] as () => unknown)).toStrictEqual(expected[name]?.());
  });

  it('all of them at once, in greenlets that take turns', async () => {
    const names = Object.keys(expected);
    const greenlets = names.map((name) => spawn(parking[name] as () => unknown));
    for (const [i, name] of names.entries()) expect(await greenlets[i], name).toStrictEqual(expected[name]?.());
  });

  it('a sort whose greenlet is killed', async () => {
    const list = [3, 1, 2];
    const g = spawn(compiled.programs(compiled.parkIn(() => sleep(1e6))).sort as () => unknown);
    await sleep(0);
    await g.kill();
    expect([g.dead, list]).toEqual([true, [3, 1, 2]]);
    expect(await codeOfAsync(() => g)).toBe('no error');
  });
});
