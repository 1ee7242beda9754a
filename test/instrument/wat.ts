/** Text to bytes, with the features that the text uses; names are kept on request. Imports may stand anywhere. */
import binaryen from 'binaryen';

const F = binaryen.Features;
const common =
  F.MutableGlobals |
  F.NontrappingFPToInt |
  F.SignExt |
  F.SIMD128 |
  F.Multivalue |
  F.BulkMemory |
  F.BulkMemoryOpt |
  F.ReferenceTypes;

export function wat(text: string, options: { features?: number; names?: boolean } = {}): Uint8Array {
  const debugInfo = binaryen.getDebugInfo();
  const module = binaryen.parseText(`(module ${importsFirst(text)})`);
  try {
    module.setFeatures(common | (options.features ?? 0));
    binaryen.setDebugInfo(options.names ?? false);
    return module.emitBinary();
  } finally {
    binaryen.setDebugInfo(debugInfo);
    module.dispose();
  }
}

function importsFirst(text: string): string {
  const fields = topLevel(text);
  const isImport = (field: string) => field.startsWith('(import');
  return [...fields.filter(isImport), ...fields.filter((field) => !isImport(field))].join('\n');
}

function topLevel(text: string): string[] {
  const fields: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(' && depth++ === 0) start = i;
    if (text[i] === ')' && --depth === 0) fields.push(text.slice(start, i + 1));
  }
  return fields;
}
