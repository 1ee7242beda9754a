/**
 * `$gs`: what compiled code calls. This file makes the object and says what it holds; install.ts makes it the global.
 * Compiled text and this object are two halves of one agreement, which has a number: ABI.
 */
import type { CompiledFrame, Resume } from '../frames/compiled-frame.js';
import type { SiteRow } from '../frames/sites.js';

/** Changed with every change to the helpers that code compiled before cannot live with. */
export const ABI = 2;

/** Chooses what stands for a method at a call site: the method, or a function that does the same and may park. */
export type Pick = (method: unknown) => unknown;
type Save = (fn: Resume, k: number, t: unknown, ...slots: unknown[]) => unknown;

export interface Helpers {
  abi: number;
  TOKEN: number;
  CTOR: object;
  UNWIND: object;
  /** In a variable that has not been initialised. */
  TDZ: object;
  enter(name: string, newTarget?: unknown): unknown;
  s2: Save;
  s4: Save;
  s6: Save;
  s10: Save;
  s16: Save;
  s24: Save;
  sN(fn: Resume, k: number, t: unknown, slots: unknown[]): unknown;
  sA(fn: Resume, k: number, t: unknown, slots: unknown[]): unknown;
  again(frame: CompiledFrame, t: unknown): unknown;
  back(value: unknown): unknown;
  pass(t: unknown): unknown;
  b(value: unknown, kind: number, name: string): unknown;
  caught(error: unknown): unknown;
  raise(error: unknown): never;
  ctor(newTarget: unknown, isOwn: boolean | undefined, token: unknown, made: unknown): object;
  construct(made: unknown): void;
  superCaught(error: unknown): void;
  storm(value: unknown): unknown;
  setStorm(policy: (() => boolean) | null): void;
  top(call: () => unknown): unknown;
  /** While it is not 0, no storm begins. */
  noStorm: number;
  tdz(name: string): never;
  constant(name: string): never;
  array(value: unknown): boolean;
  formals(t: unknown): void;
  tail(args: ArrayLike<unknown>, first: number): unknown[];
  early(name: string): never;
  file(id: string, name: string, rows: SiteRow[]): void;
  pick: Record<string, Pick>;
  [builtIn: string]: unknown;
}

/** Filled by install.ts. An ordinary object: one without a prototype is a hash table for V8, and this is on every path. */
export const helpers = {} as Helpers;
