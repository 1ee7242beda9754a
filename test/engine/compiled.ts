/** Programs for these tests, compiled once for each state of their sources (kept in build/test-programs). */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileProgram, type ProgramOptions } from 'greenspool/wasm/build';

const root = new URL('../../', import.meta.url);
const cache = new URL('build/test-programs/', root);

/** Small capacities, so that every edge comes early. */
export const SHRUNK = {
  GS_CHUNK_RECORDS: 2,
  GS_MAX_SLOTS: 64,
  GS_UNWIND_BYTES: 4096,
  GS_SLAB_BYTES: 256,
  GS_FIRST_TIMERS: 8,
  GS_KEPT_CANCELLED: 2,
};

/** test/engine/programs/`name`.ts with the engine; by default without a collector. */
export async function compiled(name: string, options: ProgramOptions = {}): Promise<WebAssembly.Module> {
  const source = new URL(`programs/${name}.ts`, import.meta.url);
  const all: ProgramOptions = { runtime: 'stub', ...options };
  const hash = createHash('sha256').update(JSON.stringify(all)).update(readFileSync(source));
  for (const folder of ['assembly/', 'src/wasm/']) addFolder(hash, new URL(folder, root));
  const file = new URL(`${name}-${hash.digest('hex').slice(0, 16)}.wasm`, cache);
  if (!existsSync(file)) {
    const bytes = await compileProgram(fileURLToPath(source), all);
    mkdirSync(cache, { recursive: true });
    const own = new URL(`${file.href}.${process.pid}`); // another test file may be at the same
    writeFileSync(own, bytes);
    renameSync(own, file);
  }
  return new WebAssembly.Module(readFileSync(file));
}

function addFolder(hash: { update(data: string | Uint8Array): unknown }, folder: URL): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) addFolder(hash, new URL(`${entry.name}/`, folder));
    else hash.update(readFileSync(new URL(entry.name, folder)));
  }
}
