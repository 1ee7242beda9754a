/** What the instrument pass wrote into a module about itself: the custom section `greenspool`. */
import type { Description } from './instrument/description.js';
import { refused } from './refused.js';

/** Reads it. Throws GS_WASM_NOT_INSTRUMENTED. */
export function readDescription(module: WebAssembly.Module): Description {
  const [section] = WebAssembly.Module.customSections(module, 'greenspool');
  if (section === undefined) {
    throw refused(
      'GS_WASM_NOT_INSTRUMENTED',
      'it was not instrumented, so its functions cannot be left',
      'Run `greenspool build module.wasm -o out.wasm` first, and load the result',
    );
  }
  return JSON.parse(new TextDecoder().decode(section)) as Description;
}
