/** JSON as tsconfig.json has it: with comments and trailing commas. */
const strings = /"(?:[^"\\]|\\.)*"/.source;
const comments = new RegExp(`(${strings})|//[^\\n]*|/\\*[^]*?\\*/`, 'g');
const trailingCommas = new RegExp(`(${strings})|,(?=\\s*[}\\]])`, 'g');

export function parseJsonc(text: string): unknown {
  const keepStrings = (_: string, string: string | undefined) => string ?? '';
  return JSON.parse(
    text
      .replace(/^\uFEFF/, '')
      .replace(comments, keepStrings)
      .replace(trailingCommas, keepStrings),
  );
}
