/** What standard input is. */
import fs from 'node:fs';
import tty from 'node:tty';

/** As it was before anything was patched: it is asked inside greenlets. */
const { fstatSync } = fs;

export const STDIN = 0;

/** FILE: what is read at once, or not at all. NONE: it is closed. */
export type StdinKind = 'file' | 'pipe' | 'socket' | 'tty' | 'none';

export function stdinKind(): StdinKind {
  if (tty.isatty(STDIN)) return 'tty';
  try {
    const stats = fstatSync(STDIN);
    if (stats.isFIFO()) return 'pipe';
    return stats.isSocket() ? 'socket' : 'file';
  } catch {
    return 'none';
  }
}

export const isStdin = (file: unknown): boolean => file === STDIN;

/** Its name, if that leads to the same bytes: a file that is opened by it begins at its start. */
export function isStdinPath(file: unknown): boolean {
  if (file !== '/dev/stdin') return false;
  const kind = stdinKind();
  return kind === 'pipe' || kind === 'tty';
}
