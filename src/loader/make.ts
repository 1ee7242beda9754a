/**
 * How the code to run is made from a source:
 *
 *   source --(TypeScript, JSX)--> JavaScript --(selected)--> compiled --> with its map inside
 */
import type { EncodedSourceMap, SourceMapInput } from '@jridgewell/remapping';
import type { TransformOptions } from 'esbuild';
import type { Entry } from './cache.js';
import { type Compiled, compiled } from './compiler.js';
import { detectFormat, type Format } from './language.js';
import { lower } from './lower.js';
import { originalPosition, ownMap, urlOf, withMap } from './source-map.js';

export interface Job {
  path: string;
  text: string;
  /** undefined: the source decides. */
  format: Format | undefined;
  /** What esbuild is told; undefined when there is nothing for it to do. */
  lowering: TransformOptions | undefined;
  isCompiled: boolean;
  topLevel: 'barrier' | 'greenlet';
  /** The specifier with which compiled modules import the runtime. */
  runtime: string;
}

/** undefined for plain JavaScript that cannot be parsed. Throws GS_SYNTAX for the rest, GS_COMPILER_FAILED. */
export function make(job: Job): Entry | undefined {
  const lowered = job.lowering && lower(job.text, job.path, urlOf(job.path), job.lowering);
  const js = lowered?.code ?? job.text;
  const format = job.format ?? detectFormat(js, job.path);
  const result = job.isCompiled ? compiledJob(job, js, format, lowered?.map) : undefined;
  if (result === undefined && lowered === undefined) return undefined;
  const code = result?.code ?? js;
  return { format, code: code === job.text ? code : withMap(code, mapsOf(job, result, lowered?.map)) };
}

function compiledJob(job: Job, js: string, format: Format, map: string | undefined): Compiled | undefined {
  const { path: filename, topLevel, runtime } = job;
  const options = { filename, sourceType: format, topLevel, runtime, sourceMap: true };
  return compiled(js, map === undefined ? options : { ...options, position: originalPosition(map) });
}

/** From the last step to the first. */
function mapsOf({ path, text }: Job, result: Compiled | undefined, lowering: string | undefined): SourceMapInput[] {
  const url = urlOf(path);
  const maps = result?.map ? [aboutFile(result.map, url)] : [];
  const earlier = lowering ?? ownMap(text, url);
  return earlier === undefined ? maps : [...maps, earlier];
}

/** Node asks for the source by its URL, and reads it from disk itself. */
function aboutFile(map: NonNullable<Compiled['map']>, url: string): SourceMapInput {
  const { version, names, mappings } = map as EncodedSourceMap;
  return { version, names, mappings, sources: [url] };
}
