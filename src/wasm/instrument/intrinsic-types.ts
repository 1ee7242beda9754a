/**
 * The functions a module may import from `greenspool`; the pass puts their bodies into the module. With `exportControl` the
 * same functions are exports named `gs.<name>`.
 *
 *   unwind()                 suspends its caller, or, when its caller is being re-entered, returns as if nothing had happened
 *   start(fn, arg)           calls entry `fn` of table 0 with `arg`; its caller is not instrumented (a run loop)
 *   setup(header, start, end)  two words at `header` are ours; frames are unwound into [start, end)
 *   state()                  0 running, 1 unwinding, 2 resuming
 *   position()               the end of what the last unwinding wrote
 *   stop()                   ends an unwinding: state 0
 *   overrun()                1 if the last unwinding did not fit (its frames are lost, nothing else is harmed); reading clears it
 *   reenter(id, framesEnd)   split mode: re-enters one frame, which ends (without its trailer) at framesEnd. Afterwards state is
 *                            0 (it returned, the result is pending) or 1 (it unwound again). With `shadowStack`: a third
 *                            parameter, the frame's entry stack pointer.
 *   rewind(framesEnd)        stock mode: makes the next call of the outermost function restore all frames
 *   pending_T(), set_pending_T(v)   the value that the next re-entered call returns; T is i32, i64, f32, f64
 *   abandon()                state 0, no overrun: after a trap or a foreign exception went through frames
 */
import { type FuncType, ValType } from './module.js';

const { i32, i64, f32, f64 } = ValType;
const type = (params: readonly number[], ...results: number[]): readonly FuncType[] => [{ params, results }];

export const intrinsicTypes = {
  unwind: type([]),
  start: type([i32, i32]),
  setup: type([i32, i32, i32]),
  state: type([], i32),
  position: type([], i32),
  stop: type([]),
  overrun: type([], i32),
  reenter: [...type([i32, i32]), ...type([i32, i32, i32])],
  rewind: type([i32]),
  pending_i32: type([], i32),
  pending_i64: type([], i64),
  pending_f32: type([], f32),
  pending_f64: type([], f64),
  set_pending_i32: type([i32]),
  set_pending_i64: type([i64]),
  set_pending_f32: type([f32]),
  set_pending_f64: type([f64]),
  abandon: type([]),
} as const satisfies Record<string, readonly FuncType[]>;

export type IntrinsicName = keyof typeof intrinsicTypes;

export const isIntrinsic = (name: string): name is IntrinsicName => Object.hasOwn(intrinsicTypes, name);
