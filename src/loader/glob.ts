/**
 * Patterns of file names: `*` and `?` stay within a folder, `**` does not, `{a,b}` is a choice. Everything else stands for
 * itself. (Node's own path.matchesGlob is not in Node 20.)
 */
const tokens = /\*\*\/|\*\*|\*|\?|\{[^{}/]*\}|[^*?{]+|\{/g;

/** The source of a regular expression that matches what the pattern matches. */
export function globSource(pattern: string): string {
  return (pattern.match(tokens) ?? []).map(translated).join('');
}

function translated(token: string): string {
  if (token === '**/') return '(?:.*/)?';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.startsWith('{') && token.endsWith('}')) return `(?:${choices(token)})`;
  return escaped(token);
}

const choices = (token: string): string => token.slice(1, -1).split(',').map(globSource).join('|');

export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
