// What the engine asks of its host. (AssemblyScript's own `abort` and the memory are imported from `env`.)

import { Slot } from './states';

/**
 * Resume a greenlet whose innermost frames the host owns. Returns SETTLED, or for a wasm greenlet that was parked by
 * an import: GO_ON (its wasm frames are next; the value they wait for has been set with gs.set_pending_*) or FAIL.
 */
export declare function resume(slot: Slot): i32;

/** The host has parked, released or otherwise settled the greenlet. */
export const SETTLED: i32 = 0;
export const GO_ON: i32 = 1;
export const FAIL: i32 = 2;

/** Milliseconds; only differences count. */
export declare function now(): f64;

/** A watched wasm greenlet has ended (how: states.ts). It must not throw. */
export declare function ended(slot: Slot, how: i32): void;

/** A timer that the host had set is due. */
export declare function fired(payload: i32): void;

/** Wasm code wants to park where no greenlet runs: the host throws the error that says so. */
export declare function cannotPark(): void;
