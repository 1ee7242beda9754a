/** What a walk (walk.ts) knows of a value on the stack. What is not known is absent, so that the empty value is always right. */
import { Op } from './opcodes.js';

export interface Value {
  readonly constant?: number;
  readonly isTrue?: boolean;
  /** It is the value of this local. */
  readonly local?: number;
  /** Events (indices) of reads that serve nothing but this value. */
  readonly reads?: readonly number[];
  /** The locals it was computed from. */
  readonly locals?: readonly number[];
}

export const unknown: Value = {};

export const unknowns = (n: number): Value[] => new Array<Value>(Math.max(0, n)).fill(unknown);

export const constant = (value: number): Value => ({ constant: value, isTrue: value !== 0 });

const truth = ({ isTrue }: Value): Value => (isTrue === undefined ? unknown : { isTrue });

/** Longer lists are dropped: nothing is forgotten then, which is always right. */
const MAX_READS = 64;

/** What a value has from the operands it is made from. */
export function made(...operands: readonly Value[]): Value {
  const reads = operands.flatMap((operand) => operand.reads ?? []);
  const isKnown = operands.every(({ locals }) => locals);
  return {
    ...(reads.length <= MAX_READS ? { reads } : {}),
    ...(isKnown ? { locals: [...new Set(operands.flatMap(({ locals }) => locals ?? []))] } : {}),
  };
}

/** A value that is one or the other. */
export function either(one: Value, other: Value): Value {
  const isLocal = one.local !== undefined && one.local === other.local;
  return {
    ...(one.isTrue === other.isTrue ? truth(one) : unknown),
    ...(isLocal ? { local: one.local as number } : {}),
  };
}

export function foldEqz(value: Value): Value {
  return { ...(value.isTrue === undefined ? unknown : constant(value.isTrue ? 0 : 1)), ...made(value) };
}

/** i32.eq, ne, or, and. */
export function foldBinary(op: number, left: Value, right: Value): Value {
  return {
    ...(op === Op.i32Or || op === Op.i32And ? foldLogic(op, left, right) : foldEquality(op, left, right)),
    ...made(left, right),
  };
}

/** Bitwise: of `or` the truth is known when one side is true, of `and` when one is zero. */
function foldLogic(op: number, left: Value, right: Value): Value {
  const decides = op === Op.i32Or;
  if (left.isTrue === decides || right.isTrue === decides) return decides ? { isTrue: true } : constant(0);
  return decides && left.isTrue === false ? truth(right) : unknown;
}

function foldEquality(op: number, left: Value, right: Value): Value {
  if (left.constant === undefined || right.constant === undefined) return unknown;
  return constant((left.constant === right.constant) === (op === Op.i32Eq) ? 1 : 0);
}
