/**
 * In a thread: the function that a job is to run. Texts are evaluated as strict code, without anything around them; so a function
 * that uses a variable of its surroundings fails with a ReferenceError when it gets there, which is told as what it is.
 */
import Module from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { moduleFailed, noSuchExport, notSendable, usesSurroundings } from '../errors/threads.js';
import type { Body } from '../greenlet/body.js';
import { loadModule } from './loading.js';
import type { Work } from './work.js';

/** Texts that were evaluated; as many as one may want to keep. */
const evaluated = new Map<string, Body>();
const MAX_KEPT = 500;

/** Throws GS_THREAD_FUNCTION. */
export async function functionOf({ module, name, text }: Work): Promise<Body> {
  if (module !== undefined) return exported(module, name);
  if (text?.includes('$gs')) await import('../compiled/index.js'); // a function of a compiled file has compiled text
  const fn = evaluated.get(text as string) ?? evaluate(text as string, name);
  if (evaluated.size >= MAX_KEPT) evaluated.clear();
  evaluated.set(text as string, fn);
  return fn;
}

async function exported(module: string, name: string): Promise<Body> {
  const found = await loadModule(module).catch((error: unknown) => {
    throw moduleFailed(module, name, error);
  });
  const fn = own(found, name) ?? own(own(found, 'default'), name); // what CommonJS exports may be there only
  if (typeof fn === 'function') return fn as Body;
  const functions = Object.entries(found).filter(([, value]) => typeof value === 'function');
  throw noSuchExport(
    module,
    name,
    functions.map(([key]) => key),
  );
}

function own(object: unknown, name: string): unknown {
  return object !== null && typeof object === 'object' && Object.hasOwn(object, name)
    ? Reflect.get(object, name)
    : undefined;
}

/** `() => 1` and `function () {}` are expressions, `name() {}` is what stands in an object or class. */
function evaluate(text: string, name: string): Body {
  const asExpression = run(`(${text}\n)`, name);
  const found = asExpression.value ?? Object.values((run(`({${text}\n})`, name).value as object) ?? {})[0];
  if (typeof found === 'function') return found as Body;
  throw notSendable(
    name,
    'its text cannot stand alone (it uses private names, `with` or the like)',
    asExpression.error,
  );
}

function run(text: string, name: string): { value?: unknown; error?: unknown } {
  try {
    return { value: asModule(name, `${HEAD}${text}${TAIL}`) };
  } catch (error) {
    return { error };
  }
}

/** The variables of a CommonJS module are not there: they would not be those that the function had. Nor does this ever run. */
const HEAD = '"use strict";module.exports=(()=>{return ';
const TAIL = ';let require,module,exports,__filename,__dirname})()';

interface Compiling {
  exports: unknown;
  _compile(text: string, name: string): void;
}

/** Code of no file, whose `import()` looks from the current folder. (That of vm is experimental, and says so on stderr.) */
function asModule(name: string, text: string): unknown {
  const { href } = pathToFileURL(resolve(`thread:${name.replaceAll(' ', '-')}`)); // a path would be compiled
  const made = new Module(href) as unknown as Compiling;
  made._compile(text, href);
  return made.exports;
}

const NOT_DEFINED = /^(?:(\S+) is not defined|Cannot access '(require|module|exports|__\w+)' before initialization)$/;
/** What the compiler puts beside a function: what is needed when it is left, and the strings of tagged templates. */
const BESIDE = /^\$_*[rg]\d+_/;

const BESIDE_IT = 'it blocks or has a tagged template, and what the compiler has made of that is not in its text';

/** What a job failed with, in the words of whoever sent it. */
export function explained(error: unknown, { name, text }: Work): unknown {
  if (text === undefined || !(error instanceof ReferenceError)) return error;
  const found = NOT_DEFINED.exec(error.message);
  if (found === null) return error;
  const variable = found[1] ?? (found[2] as string);
  if (BESIDE.test(variable)) return notSendable(name, BESIDE_IT, error);
  return usesSurroundings(name, variable, error);
}
