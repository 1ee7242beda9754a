/**
 * The runtime of compiled code as one classic script. Each test has a realm of its own, and the errors that compiled
 * code throws must be that realm's, so the runtime is run in each; modules cannot be shared like that, a vm.Script can.
 */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const entry = fileURLToPath(new URL('../../build/compiled/index.js', import.meta.url));

/** @returns {Promise<string>} */
export async function bundleRuntime() {
  const bundle = await rolldown({ input: entry, platform: 'neutral', treeshake: false, logLevel: 'warn' });
  const { output } = await bundle.generate({ format: 'iife', name: '$greenspool', minify: false });
  await bundle.close();
  // A `var` at the top of a script cannot be deleted, and a realm under test must not have globals that nobody wants.
  return `(() => { ${output[0].code}\n})()`;
}
