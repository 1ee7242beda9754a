/**
 * The only file that talks to Binaryen. Its options are global to the process: each use here sets what it needs and puts back
 * what was there. The features are exactly those the module uses over a base that Node 20 runs; with all of them on, Binaryen
 * writes encodings that no engine reads yet.
 */
import binaryen from 'binaryen';
import { InstrumentError, refusal } from './instrument-error.js';
import type { Features } from './scan.js';

export interface Settings {
  optimizeLevel: number;
  shrinkLevel: number;
  debugInfo: boolean;
}

export function withBinaryen(
  bytes: Uint8Array,
  features: Features,
  settings: Settings,
  work: (module: binaryen.Module) => void,
): Uint8Array {
  const restore = apply(settings);
  let module: binaryen.Module | undefined;
  try {
    module = binaryen.readBinary(bytes);
    module.setFeatures(featureBits(features));
    work(module);
    return module.emitBinary();
  } catch (error) {
    throw failed(error);
  } finally {
    module?.dispose();
    restore();
  }
}

/** Runs one pass with one argument, which is named like the pass unless `key` says otherwise. */
export function runPass(module: binaryen.Module, pass: string, argument: string, key = pass): void {
  const before = binaryen.getPassArgument(key);
  binaryen.setPassArgument(key, argument);
  try {
    module.runPasses([pass]);
  } finally {
    binaryen.setPassArgument(key, before);
  }
}

function apply(settings: Settings): () => void {
  const before = {
    optimize: binaryen.getOptimizeLevel(),
    shrink: binaryen.getShrinkLevel(),
    debug: binaryen.getDebugInfo(),
  };
  binaryen.setOptimizeLevel(settings.optimizeLevel);
  binaryen.setShrinkLevel(settings.shrinkLevel);
  binaryen.setDebugInfo(settings.debugInfo);
  return () => {
    binaryen.setOptimizeLevel(before.optimize);
    binaryen.setShrinkLevel(before.shrink);
    binaryen.setDebugInfo(before.debug);
  };
}

function featureBits(features: Features): number {
  const F = binaryen.Features;
  let bits =
    F.MVP |
    F.MutableGlobals |
    F.NontrappingFPToInt |
    F.SignExt |
    F.BulkMemory |
    F.BulkMemoryOpt |
    F.Multivalue |
    F.ReferenceTypes;
  if (features.simd) bits |= F.SIMD128;
  if (features.relaxedSimd) bits |= F.RelaxedSIMD;
  if (features.atomics) bits |= F.Atomics;
  if (features.exceptions) bits |= F.ExceptionHandling;
  if (features.extendedConst) bits |= F.ExtendedConst;
  return bits;
}

function failed(cause: unknown): InstrumentError {
  if (cause instanceof InstrumentError) return cause;
  return refusal(
    'GS_WASM_BINARYEN',
    `Binaryen stopped: ${describe(cause)}`,
    'Check that the module is valid (wasm-validate)',
    cause,
  );
}

function describe(cause: unknown): string {
  const message = (cause as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' && message !== '' ? message : 'it gave up on the input';
}
