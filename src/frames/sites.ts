/**
 * Where compiled functions come from. A compiled file hands in its table when it is loaded; a resume version is called
 * `$r<index>_<file id>`, so its own name leads to the row:
 *
 *     [name, line, column of the function, line 1, column 1, line 2, column 2, ...]   one pair for each resume point k = 1, 2, ...
 *     ['new name', ...]                                                               can be left when it was called by `new`
 *
 * The script that hands it in is compiled, whatever it is called: crossing.ts asks for that.
 */
import type { Position } from './frame.js';

export type SiteRow = [name: string, ...positions: number[]];

interface SiteFile {
  name: string;
  rows: SiteRow[];
}

const UNDER_NEW = 'new ';

const files = new Map<string, SiteFile>();
/** By the names under which they run: which of their functions can be left when they were called by `new`. */
const compiledScripts = new Map<string, Set<string>>();
const RESUME_NAME = /^\$_*r(\d+)_(.+)$/;

/**
 * A file that is loaded again under the same id, by a reload, takes the place of the one before. `registrar` is the function
 * that the file has called.
 */
export function registerFile(
  id: string,
  name: string,
  rows: SiteRow[],
  registrar: (...args: never[]) => unknown = registerFile,
): void {
  const script = callersOf(registrar, 1)[0]?.getFileName();
  const constructors = compiledScripts.get(script ?? '') ?? new Set(); // a bundle is one script
  for (const [fn] of rows) if (fn.startsWith(UNDER_NEW)) constructors.add(fn.slice(UNDER_NEW.length));
  files.set(id, { name, rows });
  if (typeof script === 'string') compiledScripts.set(script, constructors);
}

/** A compiled file runs under this name: the name that stack traces give it, which a bundler may have chosen. */
export function isCompiledScript(script: string): boolean {
  return compiledScripts.has(script);
}

/** `name` is what stacks call it: "Site", "exports.Site". One that nobody knows by its name counts as one that cannot. */
export function isLeftUnderNew(script: string, name: string): boolean {
  return compiledScripts.get(script)?.has(name.slice(name.lastIndexOf('.') + 1)) === true;
}

/**
 * The functions on the native stack outside of `inner`, the innermost first. Empty where they cannot be seen: V8's way to is
 * missing, or Error is frozen.
 */
export function callersOf(inner: (...args: never[]) => unknown, limit: number): NodeJS.CallSite[] {
  try {
    return captured(inner, limit);
  } catch {
    return [];
  }
}

const sitesThemselves = (_: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] => sites;

/** What the program has set for its own traces is put back: a limit that was deleted stays none, as undefined is none. */
function captured(inner: (...args: never[]) => unknown, limit: number): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const at: { stack?: NodeJS.CallSite[] } = {};
  try {
    Error.prepareStackTrace = sitesThemselves;
    Error.stackTraceLimit = limit;
    Error.captureStackTrace(at, inner);
    return at.stack ?? [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

export function isResumeName(name: string): boolean {
  return name.startsWith('$') && RESUME_NAME.test(name);
}

/** The name of the function that a resume version belongs to; the given name if it is none. */
export function nameOfResume(resumeName: string): string {
  const name = find(resumeName)?.row[0] ?? resumeName;
  return name.startsWith(UNDER_NEW) ? name.slice(UNDER_NEW.length) : name;
}

/** The source of resume point k. Tables count columns from 0, as source maps do; what is shown counts from 1, as V8 does. */
export function positionOf(resumeName: string, k: number): Position | null {
  const found = find(resumeName);
  if (found === null) return null;
  const line = found.row[1 + 2 * k] as number | undefined;
  const column = found.row[2 + 2 * k] as number | undefined;
  return line === undefined || column === undefined ? null : { file: found.file.name, line, column: column + 1 };
}

function find(resumeName: string): { file: SiteFile; row: SiteRow } | null {
  const match = RESUME_NAME.exec(resumeName);
  const file = match === null ? undefined : files.get(match[2] as string);
  const row = file?.rows[Number(match?.[1])];
  return file === undefined || row === undefined ? null : { file, row };
}
