/**
 * A child process of `npm run fuzz`: checks a range of programs, and makes those that fail small.
 *
 *     parent ── { seed, from, to } ──▶ child ── { failure } ... { done } ──▶ parent
 */
import vm from 'node:vm';
import { check, type Failure, programOf } from './check.ts';
import { reduce } from './reduce.ts';
import { ways } from './run.ts';

interface Range {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Milliseconds for making one program small; 0: as it is. */
  readonly reduceMs: number;
  /** Kinds of failure that are not wanted. */
  readonly ignored: string;
}

const HANG_MS = 60_000;

/** Exit code of a child in which nothing works any more: the last program has left the runtime in a bad state. */
const CORRUPTED = 3;

process.on('message', ({ seed, from, to, reduceMs, ignored }: Range) => {
  for (let i = from; i < to; i++) {
    process.send?.({ at: i });
    const text = programOf(seed, i);
    const failure = limited(() => check(text, i, ways, ignored), HANG_MS);
    if (failure === null) continue;
    const isSane = check('(function main() {})', 0) === null;
    const detail = `${failure.detail}${isSane ? '' : '\nAfterwards no greenlet works.'}`;
    const program = isSane ? smaller(text, i, failure, reduceMs) : text;
    process.send?.({ failure: { ...failure, detail }, index: i, text: program });
    if (!isSane) process.exit(CORRUPTED);
  }
  process.send?.({ done: true });
});

function smaller(text: string, seed: number, { way, kind }: Failure, limitMs: number): string {
  if (limitMs === 0 || kind === 'hangs') return text;
  const fails = (candidate: string) => {
    if (!candidate.startsWith('(function')) return false;
    try {
      return limited(() => check(candidate, seed, [way]), 500)?.kind === kind;
    } catch {
      return false; // it is no program any more
    }
  };
  return reduce(text, fails, limitMs);
}

/** A smaller program may have lost what made it end. */
function limited(run: () => Failure | null, timeout: number): Failure | null {
  const global = globalThis as { $fuzz?: () => Failure | null };
  global.$fuzz = run;
  try {
    return vm.runInThisContext('$fuzz()', { timeout }) as Failure | null;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { way: 'compiled', kind: 'hangs', detail: String(error) };
  }
}
