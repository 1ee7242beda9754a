import { fileURLToPath } from 'node:url';
import { configure, type Greenlet, type GreenspoolError, joinAll, sleep, spawn } from 'greenspool';
import { instantiate } from 'greenspool/wasm';
import { compileProgram } from 'greenspool/wasm/build';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('programs/mixed.ts', import.meta.url));
const nothing = () => 0;

it('wasm frames that do not fit end their greenlet with a code; the others go on', async () => {
  configure({ memoryLimit: 5 << 20 });
  const bytes = await compileProgram(source, { imports: ['env.ask'], runtime: 'stub' });
  let answer: (value: number) => void = () => undefined;
  const answered = new Promise<number>((resolve) => {
    answer = resolve;
  });
  const env = { ask: () => answered, log: nothing, tell: nothing, askF64: nothing, askI64: () => 0n, askF32: nothing };
  const { exports } = await instantiate(bytes, { env: env as unknown as WebAssembly.ModuleImports });
  const all: Greenlet[] = [];
  const failed = () => all.filter((g) => g.dead);
  for (let i = 0; i < 2000 && failed().length < 3; i++) {
    all.push(spawn(exports.deepAsk, 200, i));
    await sleep(0);
  }
  expect(failed().length).toBeGreaterThan(0);
  for (const g of failed()) expect((g.exception as GreenspoolError).code).toBe('GS_OUT_OF_MEMORY');
  const others = all.filter((g) => !g.dead);
  expect(others.length).toBeGreaterThan(10);
  answer(1);
  await joinAll(all);
  expect(others.every((g) => g.value === 201)).toBe(true);
});
