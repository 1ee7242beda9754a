/** A CommonJS loader that compiles every file that it loads, and runs a program's entry in a greenlet. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { greenlet } from 'greenspool';
import 'greenspool/compiled';
import { compile } from 'greenspool/compiler';
import type { RealProgram } from './programs.ts';

export type Mode = 'native' | 'compiled' | 'storm';

type Require = (id: string) => unknown;
type Wrapper = (module: { exports: unknown }, exports: unknown, require: Require, ...more: unknown[]) => void;

const resolver = createRequire(import.meta.url);
const { $gs: runtime } = globalThis as unknown as { $gs: { setStorm(policy: (() => boolean) | null): void } };

export interface Outcome {
  readonly result: string;
  /** Bytes of source, and of what became of it. */
  readonly before: number;
  readonly after: number;
  readonly compileMs: number;
  readonly runMs: number;
  /** At how many sites a storm has left and entered again. */
  readonly storms: number;
}

export function runReal(program: RealProgram, mode: Mode): Outcome {
  const loader = new Loader(mode);
  let storms = 0;
  const policy = () => {
    if (program.avoid?.test(innerStack())) return false;
    storms++;
    return true;
  };
  runtime.setStorm(mode === 'storm' ? policy : null);
  try {
    const start = performance.now();
    const main = loader.evaluate(program.entry, 'entry.cjs', resolver) as () => string;
    const result = mode === 'native' ? main() : (greenlet(main).switch() as string);
    const { before, after, compileMs } = loader;
    return { result, before, after, compileMs, runMs: performance.now() - start - compileMs, storms };
  } finally {
    runtime.setStorm(null);
  }
}

/** The innermost calls as the engine shows them; a program may have a `prepareStackTrace` of its own. */
function innerStack(): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 12;
  Reflect.set(Error, 'prepareStackTrace', undefined);
  const stack = String(new Error().stack);
  Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

class Loader {
  before = 0;
  after = 0;
  compileMs = 0;
  readonly #modules = new Map<string, { exports: unknown }>();
  readonly #mode: Mode;

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  evaluate(source: string, filename: string, resolve: NodeJS.Require): unknown {
    const module = { exports: {} as unknown };
    this.#run(source, filename, resolve, module);
    return module.exports;
  }

  #run(source: string, filename: string, resolve: NodeJS.Require, module: { exports: unknown }): void {
    const text = `(function (module, exports, require, load, evaluate, __filename, __dirname) {${this.#compiled(source, filename)}\n})`;
    const wrapper = vm.runInThisContext(text, { filename }) as Wrapper;
    const require = (id: string) => this.#require(id, resolve);
    const load = (name: string, file: string, isModule = false) => {
      const path = join(packageRoot(name), file);
      return isModule ? this.#load(path) : readFileSync(path, 'utf8');
    };
    const evaluate = (inner: string) => this.evaluate(inner, 'evaluated.cjs', resolve);
    wrapper(module, module.exports, require, load, evaluate, filename, dirname(filename));
  }

  #require(id: string, resolve: NodeJS.Require): unknown {
    const path = pathOf(id, resolve);
    return path.startsWith('/') ? this.#load(path) : resolve(id);
  }

  #load(path: string): unknown {
    const known = this.#modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    this.#modules.set(path, module);
    this.#run(readFileSync(path, 'utf8'), path, createRequire(path), module);
    return module.exports;
  }

  #compiled(source: string, filename: string): string {
    if (this.#mode === 'native') return source;
    const start = performance.now();
    const { code } = compile(source, { sourceType: 'commonjs', filename, storm: this.#mode === 'storm' });
    this.compileMs += performance.now() - start;
    this.before += source.length;
    this.after += code.length;
    return code;
  }
}

/** Packages whose main file is an ES module have a script beside it. */
const scripts: Record<string, string> = {
  marked: 'lib/marked.umd.js',
  handlebars: 'dist/handlebars.js',
  acorn: 'dist/acorn.js',
};

function pathOf(id: string, resolve: NodeJS.Require): string {
  const script = scripts[id];
  return script === undefined ? resolve.resolve(id) : join(packageRoot(id), script);
}

function packageRoot(name: string): string {
  const [folder] = resolver.resolve.paths(name) ?? [];
  for (const one of resolver.resolve.paths(name) ?? [folder ?? '']) {
    try {
      readFileSync(join(one, name, 'package.json'));
      return join(one, name);
    } catch {}
  }
  throw new Error(`${name} is not installed`);
}
