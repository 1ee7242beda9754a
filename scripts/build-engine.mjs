// assembly/ -> build/engine.wasm          the engine, instrumented
//              build/engine-debug.wasm    the same, walking its invariants after each call; for tests
//              build/engine/bytes.js      engine.wasm in base64, which a plain import can carry
// Needs build/ from tsc (build.mjs runs that first).
import { mkdirSync, writeFileSync } from 'node:fs';
import { compileEngine } from '../build/wasm/build-program.js';

const build = new URL('../build/', import.meta.url);

const engine = await compileEngine();
mkdirSync(new URL('engine/', build), { recursive: true });
writeFileSync(new URL('engine.wasm', build), engine);
writeFileSync(new URL('engine-debug.wasm', build), await compileEngine({ debug: true }));
writeFileSync(
  new URL('engine/bytes.js', build),
  `export const engineBase64 =\n  '${Buffer.from(engine).toString('base64')}';\n`,
);
