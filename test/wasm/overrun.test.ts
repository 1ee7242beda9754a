import { fileURLToPath } from 'node:url';
import { run, sleep, spawn } from 'greenspool';
import { instantiate, type Program } from 'greenspool/wasm';
import { compileProgram } from 'greenspool/wasm/build';
import { beforeAll, expect, it } from 'vitest';
import { engine } from '../../build/engine/load.js';
import { codeOfAsync } from '../helpers/code-of.js';

const source = fileURLToPath(new URL('programs/mixed.ts', import.meta.url));
const nothing = () => 0;
let program: Program;

beforeAll(async () => {
  const define = { GS_UNWIND_BYTES: 4096 };
  const bytes = await compileProgram(source, { imports: ['env.ask'], runtime: 'stub', define });
  const ask = () => sleep(1);
  const env = { ask, log: nothing, tell: nothing, askF64: nothing, askI64: () => 0n, askF32: nothing };
  program = await instantiate(bytes, { env: env as unknown as WebAssembly.ModuleImports });
}, 60_000);

it('a stack that does not fit into the unwinding buffer ends its greenlet only', async () => {
  const { exports: e } = program;
  expect(await spawn(e.deepAsk, 20, 1)).toBe(20);
  const before = engine().bytesUsed();
  expect(await codeOfAsync(() => spawn(e.deepAsk, 1000, 1))).toBe('GS_STACK_OVERRUN');
  const caught = run(function* (): Generator<unknown, unknown, unknown> {
    try {
      yield e.deepAsk(1000, 1);
    } catch (error) {
      yield sleep(1);
      return [(error as { code: string }).code, yield e.deepAsk(20, 1)];
    }
    return 'no error';
  });
  expect(await caught).toEqual(['GS_STACK_OVERRUN', 20]);
  expect(engine().bytesUsed()).toBe(before);
});

it('a stack that overflows the native one is an error of the call', async () => {
  const { exports: e } = program;
  expect(await codeOfAsync(() => spawn(e.deepAsk, 10_000_000, 1))).toMatch(/RangeError/);
  expect(await spawn(e.deepAsk, 20, 1)).toBe(20);
});
