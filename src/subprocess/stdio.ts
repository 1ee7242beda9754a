/** The option `stdio` of a call that waits for the end of a process, in all its forms. */
import type { StdioItem } from './job.js';

const WORDS = ['pipe', 'ignore', 'inherit'] as const;

/** Null: nothing that spawnSync takes without an error (or, for streams that have no number, without a crash). */
export function stdioOf(stdio: unknown): StdioItem[] | null {
  if (!stdio) return ['pipe', 'pipe', 'pipe'];
  if (isWord(stdio)) return [stdio, stdio, stdio];
  if (!Array.isArray(stdio)) return null;
  const items = Array.from({ length: Math.max(stdio.length, 3) }, (_, fd) => itemOf(stdio[fd], fd));
  return items.some((item) => item === null) ? null : (items as StdioItem[]);
}

function itemOf(item: unknown, fd: number): StdioItem | null {
  if (item === null || item === undefined) return fd < 3 ? 'pipe' : 'ignore';
  if (isWord(item)) return item;
  const number = typeof item === 'object' ? (item as { fd?: unknown }).fd : item;
  if (typeof number !== 'number') return null; // 'ipc' and the like: refused; handles without a number: not possible there
  return number < 0 && typeof item === 'number' ? 'pipe' : number;
}

function isWord(item: unknown): item is (typeof WORDS)[number] {
  return WORDS.includes(item as (typeof WORDS)[number]);
}
