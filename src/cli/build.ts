/** `greenspool build guest.wasm -o out.wasm`: makes the functions of a module suspendable. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { InstrumentOptions } from '../wasm/build.js';
import { UsageError } from './usage-error.js';

export const buildUsage = `build <module.wasm> -o <out.wasm>    makes a module's functions suspendable
      --import <module.name>   an import that may park, * stands for any characters; may be given again
      --mode split|stock       split: frames are re-entered one at a time (default); stock: plain Asyncify
      --optimize speed|size|none
      --shadow-stack <export>  the export that gives the shadow stack pointer, kept with each frame
      --export-control         exports gs.state and the rest, for a JavaScript host`;

const options = {
  output: { type: 'string', short: 'o' },
  import: { type: 'string', multiple: true },
  mode: { type: 'string' },
  optimize: { type: 'string' },
  'shadow-stack': { type: 'string' },
  'export-control': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

export async function build(args: string[]): Promise<void> {
  const { input, output, settings } = parse(args);
  const bytes = readFileSync(input);
  const { instrument } = await loadPass();
  writeFileSync(output, instrument(bytes, settings));
}

function parse(args: string[]): { input: string; output: string; settings: InstrumentOptions } {
  const { values, positionals } = parsed(args);
  const [input, ...rest] = positionals;
  if (input === undefined || rest.length > 0) throw wrong('name one module');
  if (values.output === undefined) throw wrong('say where the result goes with -o');
  const settings = {
    imports: values.import ?? [],
    mode: oneOf('mode', values.mode ?? 'split', ['split', 'stock'] as const),
    optimize: oneOf('optimize', values.optimize ?? 'speed', ['speed', 'size', 'none'] as const),
    exportControl: values['export-control'] ?? false,
    ...(values['shadow-stack'] === undefined ? {} : { shadowStack: values['shadow-stack'] }),
  };
  return { input, output: values.output, settings };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(`--${name} is one of ${allowed.join(', ')}, not ${value}`);
  return found;
}

const wrong = (what: string): UsageError => new UsageError(`greenspool build: ${what}.\n\n  ${buildUsage}`);

/** binaryen is an optional peer, so it is only asked for here, and a missing one is not a stack trace. */
async function loadPass(): Promise<typeof import('../wasm/build.js')> {
  try {
    return await import('../wasm/build.js');
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new UsageError(
      'greenspool build needs binaryen, which is not installed. Run: npm install --save-dev binaryen',
      { cause },
    );
  }
}
