import binaryen from 'binaryen';

/**
 * Assembles the text of a peer's module. Binaryen's compact imports are kept off: no Node reads them.
 * @param {string} text
 */
export function assemble(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All & ~binaryen.Features.CompactImports);
  module.setDebugInfo?.(false);
  if (!module.validate()) throw new Error('bench: a peer\'s module does not validate');
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}
