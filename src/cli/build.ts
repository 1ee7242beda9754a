/**
 * `greenspool build <file> -o out.wasm`. A `.ts` file is an AssemblyScript program and is compiled with the engine; anything else is
 * a module whose functions are made suspendable.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { InstrumentOptions, ProgramOptions } from '../wasm/build.js';
import { UsageError } from './usage-error.js';

export const buildUsage = `build <program.ts> -o <out.wasm>     compiles AssemblyScript together with the engine
      --runtime incremental|stub
      --debug                  walks the engine's invariants after each call
  build <module.wasm> -o <out.wasm>    makes the functions of a module suspendable
      --shadow-stack <export>  the export that gives the shadow stack pointer, kept with each frame
      --export-control         exports gs.state and the rest, for a JavaScript host
  both take
      --import <module.name>   an import that may park, * stands for any characters; may be given again
      --mode split|stock       split: frames are re-entered one at a time (default); stock: plain Asyncify
      --optimize speed|size|none`;

const options = {
  output: { type: 'string', short: 'o' },
  import: { type: 'string', multiple: true },
  mode: { type: 'string' },
  optimize: { type: 'string' },
  runtime: { type: 'string' },
  debug: { type: 'boolean' },
  'shadow-stack': { type: 'string' },
  'export-control': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Values = ReturnType<typeof parsed>['values'];

const onlyForPrograms = ['runtime', 'debug'] as const;
const onlyForModules = ['shadow-stack', 'export-control'] as const;

export async function build(args: string[]): Promise<void> {
  const { values, positionals } = parsed(args);
  if (values.help) return console.log(`Usage: greenspool build <file> -o <out.wasm> [options]\n\n  ${buildUsage}`);
  const [input, ...rest] = positionals;
  if (input === undefined || rest.length > 0) throw wrong('name one program or module');
  if (values.output === undefined) throw wrong('say where the result goes with -o');
  const make = input.endsWith('.ts') ? programMaker(input, values) : moduleMaker(input, values);
  writeFileSync(values.output, await withTools(make));
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function programMaker(input: string, values: Values): () => Promise<Uint8Array> {
  refuse(values, onlyForModules, 'a module');
  const settings: ProgramOptions = {
    ...common(values),
    runtime: oneOf('runtime', values.runtime ?? 'incremental', ['incremental', 'stub']),
    debug: values.debug ?? false,
  };
  return async () => (await import('../wasm/build.js')).compileProgram(input, settings);
}

function moduleMaker(input: string, values: Values): () => Promise<Uint8Array> {
  refuse(values, onlyForPrograms, 'an AssemblyScript program');
  const shadowStack = values['shadow-stack'];
  const settings: InstrumentOptions = {
    ...common(values),
    exportControl: values['export-control'] ?? false,
    ...(shadowStack === undefined ? {} : { shadowStack }),
  };
  return async () => {
    const bytes = readFileSync(input);
    return (await import('../wasm/build.js')).instrument(bytes, settings);
  };
}

function common(values: Values) {
  return {
    imports: values.import ?? [],
    mode: oneOf('mode', values.mode ?? 'split', ['split', 'stock']),
    optimize: oneOf('optimize', values.optimize ?? 'speed', ['speed', 'size', 'none']),
  };
}

function refuse(values: Values, names: readonly (keyof Values)[], what: string): void {
  const given = names.find((name) => values[name] !== undefined);
  if (given !== undefined) throw wrong(`--${given} is for ${what}`);
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(`--${name} is one of ${allowed.join(', ')}, not ${value}`);
  return found;
}

const wrong = (what: string): UsageError => new UsageError(`greenspool build: ${what}.\n\n  ${buildUsage}`);

/** binaryen and assemblyscript are optional peers: a missing one is no reason for a stack trace. */
async function withTools<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message: string };
    const missing = code === 'ERR_MODULE_NOT_FOUND' && /'(binaryen|assemblyscript)'/.exec(message)?.[1];
    if (!missing) throw cause;
    throw new UsageError(
      `greenspool build needs ${missing}, which is not installed. Run: npm install --save-dev ${missing}`,
      { cause },
    );
  }
}
