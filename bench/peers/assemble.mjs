import binaryen from 'binaryen';

/**
 * Assembles the text of a peer's module.
 * @param {string} text
 * @returns {BufferSource}
 */
export function assemble(text) {
  const module = binaryen.parseText(text);
  // all features but the newest, bit by bit: `All` has compact imports, which no Node reads
  const { MVP, ReferenceTypes, ExceptionHandling, GC, StackSwitching } = binaryen.Features;
  module.setFeatures(MVP | ReferenceTypes | ExceptionHandling | GC | StackSwitching);
  if (!module.validate()) throw new Error("bench: a peer's module does not validate");
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}

/**
 * The exports of a new instance, of whatever types they are.
 * @param {BufferSource} bytes
 * @param {WebAssembly.Imports} [imports]
 * @returns {any}
 */
export const instantiate = (bytes, imports = {}) =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
