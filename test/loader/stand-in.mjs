// Stands in for the compiler: changes nothing but the number of lines, refuses what is no JavaScript, and makes a true map.
import { parse } from 'acorn';

export function compile(source, { filename, sourceType }) {
  try {
    const type = sourceType === 'module' ? 'module' : 'script';
    parse(source, { ecmaVersion: 'latest', sourceType: type, allowReturnOutsideFunction: true });
  } catch (cause) {
    throw Object.assign(new Error(cause.message), { code: 'GS_SYNTAX' });
  }
  const mappings = `;${source.split('\n').map((_, line) => (line === 0 ? 'AAAA' : 'AACA'))}`.replaceAll(',', ';');
  return { code: `/* compiled */\n${source}`, map: { version: 3, sources: [filename], names: [], mappings } };
}
