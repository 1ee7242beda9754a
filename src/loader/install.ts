/** Hooks the loader into this thread, once. */
import module from 'node:module';
import '../compiled/index.js'; // Compiled CommonJS does not import the runtime, it expects it.
import { patchCommonJs } from './commonjs.js';
import { installSyncHooks } from './hooks-sync.js';
import { widenInlining } from './inlining.js';
import { Pipeline } from './pipeline.js';
import { readSettings } from './settings.js';
import { defineTopLevel } from './top-level.js';

/** The loader, on the process, so that a second copy of the package sees it; each worker thread has a process of its own. */
const installed = Symbol.for('greenspool.loader');

/**
 * From now on this thread compiles what it loads. `entry` is the program whose top level becomes a greenlet. Throws
 * GS_BAD_CONFIG.
 */
export function install(entry?: string): Pipeline {
  const known = process as { [installed]?: Pipeline };
  if (known[installed]) return known[installed];
  const settings = readSettings(entry);
  const pipeline = new Pipeline(settings);
  known[installed] = pipeline;
  process.setSourceMapsEnabled(true); // So that stack traces show the lines that the user wrote.
  widenInlining();
  defineTopLevel();
  patchCommonJs(pipeline);
  if (hasUsableSyncHooks()) installSyncHooks(pipeline);
  else module.register(new URL('hooks-async.js', import.meta.url), { data: settings });
  return pipeline;
}

/**
 * `registerHooks` came with 22.15, but at first a hook that only looked at CommonJS broke it (no require.cache, no
 * module.parent); since these versions it may hand it back to Node. `module.register` does the same for older ones.
 */
export function hasUsableSyncHooks(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 25 || (major === 24 && minor >= 12) || (major === 22 && minor >= 23);
}
