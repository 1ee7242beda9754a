/**
 * The way back to what the user wrote:
 *
 *   running code  --compiler's map-->  JavaScript  --esbuild's, or the file's own-->  TypeScript, JSX, ...
 *
 * The steps are composed into one map, which goes into the code itself.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import remapping, { type SourceMapInput } from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** The code with its map inside, as a comment at its end. */
export function withMap(code: string, maps: SourceMapInput[]): string {
  if (maps.length === 0) return code;
  const map = maps.length === 1 ? text(maps[0]!) : remapping(maps, () => null).toString();
  const data = Buffer.from(map).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

const text = (map: SourceMapInput): string => (typeof map === 'string' ? map : JSON.stringify(map));

/** Where a position in lowered code comes from; itself, when nobody knows. */
export function originalPosition(map: string): (line: number, column: number) => [number, number] {
  const trace = new TraceMap(map);
  return (line, column) => {
    const found = originalPositionFor(trace, { line, column });
    return found.line === null ? [line, column] : [found.line, found.column];
  };
}

const comment = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;

/** The map that a source names itself, because it was made by another tool. One that cannot be read is no map. */
export function ownMap(source: string, url: string): string | undefined {
  if (!source.includes('sourceMappingURL=')) return undefined;
  const target = [...source.matchAll(comment)].at(-1)?.[1];
  if (target === undefined) return undefined;
  try {
    const map = JSON.parse(contentOf(new URL(target, url)));
    return Array.isArray(map.sources) && map.sections === undefined
      ? absolute(map, new URL(target, url), url)
      : undefined;
  } catch {
    return undefined;
  }
}

function contentOf(url: URL): string {
  if (url.protocol !== 'data:') return readFileSync(url, 'utf8');
  const [, head = '', body = ''] = /^([^,]*),(.*)$/s.exec(url.pathname) ?? [];
  return head.endsWith(';base64') ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body);
}

/** Its sources are relative to the map, and the map will be somewhere else. */
function absolute(map: { sources: string[]; sourceRoot?: string }, mapUrl: URL, url: string): string {
  const base = mapUrl.protocol === 'data:' ? url : mapUrl.href;
  const root = map.sourceRoot ? `${map.sourceRoot.replace(/\/?$/, '/')}` : '';
  const sources = map.sources.map((source) => new URL(`${root}${source}`, base).href);
  return JSON.stringify({ ...map, sourceRoot: undefined, sources });
}

export const urlOf = (path: string): string => pathToFileURL(path).href;
