/** Errors of wasm code that runs in greenlets. */
import { BarrierError, GreenspoolError } from './greenspool-error.js';

/** The stack needs more room than the shared unwinding buffer has. */
export function overrun(name: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_STACK_OVERRUN',
    tried: `park ${name}`,
    stopped: 'its wasm frames do not fit into the unwinding buffer; they are lost, everything else is as before',
    fix: 'Recurse less deeply before blocking',
  });
}

export function outOfMemory(what: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_OUT_OF_MEMORY',
    tried: what,
    stopped: 'the engine has reached its memory limit',
    fix: 'Keep fewer greenlets and timers at once, or raise it with `configure({ memoryLimit })`',
  });
}

/** What left a wasm function that cannot catch: a trap, or an error of an import. */
export function trap(name: string, cause: unknown): unknown {
  if (!(cause instanceof WebAssembly.RuntimeError)) return cause;
  return new GreenspoolError({
    code: 'GS_WASM_TRAP',
    tried: `run ${name}`,
    stopped: `its wasm code trapped (${cause.message})`,
    fix: 'See the cause for the wasm stack; this greenlet is over, the others go on',
    cause,
  });
}

/** An import blocks that was not named as parking when the module was built. */
export function importBarrier(name: string): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    tried: `block in ${name}, which wasm calls`,
    stopped: 'the module was built without saying that this import may park, so its callers cannot be left',
    fix: 'Name it when building: `greenspool build main.ts --import module.name -o main.wasm`',
  });
}

/** A wasm function that has to park was called where nothing can be unwound. */
export function wasmBarrier(name: string, from: string): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    tried: `block inside wasm, in ${name}`,
    stopped: `the wasm code was called from ${from}, which cannot be left and entered again`,
    fix: 'Run the export as a greenlet: `await spawn(exports.work, 1)`, or `yield exports.work(1)` in a generator body',
  });
}
