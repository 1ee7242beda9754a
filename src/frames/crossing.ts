/**
 * Whether the native stack between the trampoline and a blocking call can be left: asked by calls that have another way when
 * it cannot (greenspool/monkey blocks the thread then, as the unpatched function would). An unwinding would find it out
 * too late, when the foreign frame has got a wrong result.
 *
 *     trampoline ▸ walk (app.js) ▸ each (node_modules/each) ▸ (app.js) ▸ readFileSync
 *                  compiled        not compiled: stops it     compiled
 *
 * A frame can be left if its script has registered itself as compiled (sites.ts), or is one of the runtime's that stand
 * between compiled functions. Frames without a script are native functions that call back; of these, the methods of generators
 * pass an unwinding on. What `new` has called can only be left if it was compiled as a constructor. A resume version is only ever called by the trampoline, so the search ends there. Where the stack cannot be
 * seen (a frozen Error), nothing can be left.
 *
 * Not seen: that a compiled function is an accessor, async or the like, which it says itself, later (`WaitingOn.instead` is for
 * that); and calls that the engine makes without a frame of their own. Of those, a Proxy's traps and a plain function that was made
 * an accessor (`defineProperty(o, 'x', { get: f })`) do not say so either: there it ends with a BarrierError. So does a class that is
 * made through a Proxy, or by Reflect.construct for another `new.target`.
 *
 * It costs a capture of the stack, one or two microseconds for each frame: not for calls that are fast.
 */
import { callersOf, isCompiledScript, isLeftUnderNew, isResumeName } from './sites.js';

/** How many frames are looked at: first few, as most stacks are short (what was parked before is not on them). */
const LIMITS = [2, 8, 40, Number.POSITIVE_INFINITY];
/** The folder that holds frames/. */
const OWN = import.meta.url.slice(0, import.meta.url.lastIndexOf('/frames/') + 1);
/** Ours that hand an unwinding on. All others call functions of the user only where they cannot be left. */
const HANDS_ON = /^(?:builtins|compiled|frames|monkey|sync\/with-lock|greenlet\/call-frame)\b/;
const GENERATOR_METHODS = /^(?:next|return|throw)$/;

/** The first frame outside of `inner` that cannot be left, as a trace would show it; null if there is none up to the trampoline. */
export function stoppedBy(inner: (...args: never[]) => unknown): string | null {
  for (const limit of LIMITS) {
    const found = search(callersOf(inner, limit));
    if (found !== undefined) return found;
  }
  return 'a stack that cannot be seen';
}

/** Null: the trampoline was reached. Undefined: the frames end before that. */
function search(sites: NodeJS.CallSite[]): string | null | undefined {
  for (const site of sites) {
    const script = site.getFileName() ?? '';
    const name = site.getFunctionName() ?? '';
    if (isTrampoline(script, name)) return null;
    if (site.isConstructor() && isCompiledScript(script) && !isLeftUnderNew(script, name))
      return `new ${name || '(anonymous)'} (${script})`;
    if (!canBeLeft(script, name)) return script === '' ? `native ${name}` : `${name || 'a function'} (${script})`;
  }
  return undefined;
}

/** Or what is sure to stand on it. */
function isTrampoline(script: string, name: string): boolean {
  if (name === 'runFrames') return script.startsWith(OWN);
  return isResumeName(name) && isCompiledScript(script);
}

function canBeLeft(script: string, name: string): boolean {
  if (script === '') return GENERATOR_METHODS.test(name);
  if (isCompiledScript(script)) return true;
  return script.startsWith(OWN) && HANDS_ON.test(script.slice(OWN.length));
}
