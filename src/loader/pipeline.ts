/**
 * Decides what becomes of one file, and remembers it on disk. A file that is not selected, or is no valid JavaScript, is left
 * alone: Node loads it, or reports it, as it ever would.
 */
import { writeSync } from 'node:fs';
import { Cache, type Entry, keyOf } from './cache.js';
import { declaredFormat, detectFormat, dialectOf, type Format } from './language.js';
import { loweringOptions, loweringVersion } from './lower.js';
import { type Job, make } from './make.js';
import { Selection } from './selection.js';
import type { Settings } from './settings.js';

export class Pipeline {
  readonly #settings: Settings;
  readonly #selection: Selection;
  readonly #cache: Cache;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#selection = new Selection(settings.config, settings.entry);
    this.#cache = new Cache(settings.cache);
  }

  /** Is it TypeScript or JSX that we lower, and that Node is not to see? */
  lowers(path: string): boolean {
    return dialectOf(path) !== undefined && this.#selection.lowers(path);
  }

  /**
   * The code to run instead of the source; undefined leaves the file as it is. `given` is what Node says of JavaScript, when
   * it knows. Throws GS_SYNTAX for TypeScript and JSX, GS_BAD_CONFIG for a tsconfig.json, GS_COMPILER_FAILED.
   */
  load(path: string, source: string, given: Format | undefined): Entry | undefined {
    const job = this.#job(path, source, given);
    if (!job.isCompiled && !job.lowering) return undefined;
    const begin = performance.now();
    const key = this.#key(job);
    const known = this.#cache.get(key);
    const entry = known ?? make(job);
    if (known === undefined && entry !== undefined) this.#cache.set(key, entry);
    this.#report(job, entry, known !== undefined, performance.now() - begin);
    return entry;
  }

  /** Is the file an ES module or CommonJS? It is only read when nothing declares it. */
  formatOf(path: string, read: () => string): Format {
    const declared = declaredFormat(path);
    if (declared !== undefined) return declared;
    const source = read();
    return this.load(path, source, undefined)?.format ?? detectFormat(source, path);
  }

  #job(path: string, source: string, given: Format | undefined): Job {
    const dialect = this.lowers(path) ? dialectOf(path) : undefined;
    const format = dialect ? declaredFormat(path) : given;
    return {
      path,
      text: source.replace(/^\uFEFF/, '').replace(/^#!/, '//'),
      format,
      lowering: dialect && loweringOptions(path, dialect, format),
      isCompiled: this.#selection.compiles(path),
      topLevel: path === this.#settings.entry ? 'greenlet' : 'barrier',
      runtime: this.#settings.runtime,
    };
  }

  #key({ path, text, format, lowering, isCompiled, topLevel, runtime }: Job): string {
    const esbuild = lowering && `${loweringVersion()} ${JSON.stringify(lowering)}`;
    return keyOf([this.#settings.fingerprint, runtime, path, text, format, esbuild, `${isCompiled} ${topLevel}`]);
  }

  #report(job: Job, entry: Entry | undefined, isCached: boolean, ms: number): void {
    const what = entry === undefined ? 'left as it is' : isCached ? 'cached' : job.isCompiled ? 'compiled' : 'lowered';
    const advice = ms > SLOW_MS && !isCached ? ADVICE : '';
    if (!this.#settings.isVerbose && advice === '') return;
    // Not console.error: on some versions of Node this is a worker, whose output comes late.
    writeSync(2, `greenspool: ${what}: ${job.path} (${ms.toFixed(1)} ms)${advice}\n`);
  }
}

/** A start that takes so long looks as if the program hung. */
const SLOW_MS = 20_000;
const ADVICE = '. "exclude" in greenspool.config.json leaves out files that need not block';
