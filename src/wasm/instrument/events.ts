/** What a walk (walk.ts) leaves of a function: the events that say which locals are needed where (liveness.ts). */
export const Event = {
  none: 0,
  read: 1,
  write: 2,
  block: 3,
  loop: 4,
  if: 5,
  else: 6,
  end: 7,
  br: 8,
  brIf: 9,
  brTable: 10,
  leave: 11,
  call: 12,
  hold: 13,
} as const;

/** What the condition of an `if` is known to be: the operand of its event. */
export const Condition = { unknown: 0, isTrue: 1, isFalse: 2 } as const;

/** A call that may park, and the test behind it: `i32.const k; state == 1; br_if label; drop`, in [at, end). */
export interface Exit {
  readonly at: number;
  readonly end: number;
  readonly callIndex: number;
  readonly label: number;
  /** Index of the event of the call. */
  readonly call: number;
}

export interface Walked {
  readonly kinds: readonly number[];
  /** By kind: local, condition, label; for brTable an index into `tables`. */
  readonly operands: readonly number[];
  readonly tables: readonly (readonly number[])[];
  readonly exits: readonly Exit[];
  /** In state 2: no local changes on the way from the entry to the call that is re-entered, except for those that are restored. */
  readonly isSteady: boolean;
}
