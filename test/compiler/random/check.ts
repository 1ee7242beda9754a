/** One program, one verdict: whether its compiled runs log what the native run logs. */
import { strayNames } from '../stray-names.ts';
import { randomProgram } from './program.ts';
import { compiledText, runCompiled, runNative, type Way, ways } from './run.ts';
import { randomBytes, Tape } from './tape.ts';

/** What went wrong; null when nothing did. */
export interface Failure {
  readonly way: Way;
  /** A coarse description that a smaller program for the same fault shares. */
  readonly kind: string;
  readonly detail: string;
}

/** The program with that number in the sequence of `seed`. */
export function programOf(seed: number, index: number): string {
  const length = 150 + ((index * 37) % 900);
  return randomProgram(new Tape(randomBytes(seed * 7_919 + index, length)));
}

/** A program that takes longer natively (some copy a list of millions of holes again and again) tells nothing. */
const TOO_SLOW_MS = 1000;

/** Parsing the compiled texts takes as long as all else, and what it finds is rarely in one program alone. */
const STRAY_EVERY = 4;

/** `ignored`: kinds of failure that are known already. */
export function check(text: string, seed: number, only: readonly Way[] = ways, ignored = ''): Failure | null {
  const start = performance.now();
  const native = runNative(text);
  if (performance.now() - start > TOO_SLOW_MS) return null;
  const stray = seed % STRAY_EVERY === 0 ? strayNamesOf(text) : [];
  if (stray.length > 0) return { way: 'compiled', kind: 'stray names', detail: stray.join() };
  for (const way of only) {
    const failure = checkWay(text, way, seed, way === 'throwing' ? runNative(text, seed) : native);
    if (failure !== null && (ignored === '' || !failure.kind.includes(ignored))) return failure;
  }
  return null;
}

function strayNamesOf(text: string): string[] {
  try {
    return strayNames(`(${text})`, [compiledText(text, false), compiledText(text, true)]);
  } catch {
    return []; // it does not compile: the first way will say so
  }
}

function checkWay(text: string, way: Way, seed: number, expected: string[]): Failure | null {
  let actual: string[];
  try {
    actual = runCompiled(text, way, seed);
  } catch (error) {
    const { name, message, stack } = error as Error;
    const place = /\n\s+at (\S+ )?/.exec(String(stack))?.[1] ?? '';
    const kind = `does not compile: ${name} ${message.replace(/[\d$]+|["'`].*?["'`]/g, '_').slice(0, 80)} ${place}`;
    return { way, kind, detail: String(stack).slice(0, 600) };
  }
  const at = expected.findIndex((line, i) => line !== actual[i]);
  if (at < 0 && actual.length === expected.length) return null;
  const from = at < 0 ? expected.length : at;
  const part = (log: string[]) => log.slice(Math.max(0, from - 3), from + 4).join(' | ');
  const kind = /^(threw )?BarrierError/.test(actual[from] ?? '') ? 'barrier' : 'differs';
  return { way, kind, detail: `native: ${part(expected)}\n${way}: ${part(actual)}` };
}
