/**
 * In a thread: the function that a job is to run. Texts are evaluated as strict code, without anything around them; so a function
 * that uses a variable of its surroundings fails with a ReferenceError when it gets there, which is told as what it is.
 */
import { constants, Script } from 'node:vm';
import '../compiled/index.js'; // functions of compiled files have compiled text
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
  throw notSendable(name, 'its text cannot stand alone (it uses `super`, or private names)', asExpression.error);
}

function run(text: string, name: string): { value?: unknown; error?: unknown } {
  try {
    const script = new Script(`"use strict";${text}`, {
      filename: `thread:${name}`,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return { value: script.runInThisContext() };
  } catch (error) {
    return { error };
  }
}

const NOT_DEFINED = /^(\S+) is not defined$/;
/** What the compiler puts beside a function, and is only needed when it is left. */
const RESUME_NAME = /^\$_*r\d+_/;

/** What a job failed with, in the words of whoever sent it. */
export function explained(error: unknown, { name, text }: Work): unknown {
  if (text === undefined || !(error instanceof ReferenceError)) return error;
  const variable = NOT_DEFINED.exec(error.message)?.[1];
  if (variable === undefined) return error;
  if (RESUME_NAME.test(variable)) return notSendable(name, 'it blocks, and what it needs for that is not in its text');
  return usesSurroundings(name, variable, error);
}
