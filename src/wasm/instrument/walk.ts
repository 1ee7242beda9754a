/**
 * A walk over the code of an instrumented function as it runs in one given state: tests of the state are decided, and with them
 * conditions and selects. What is left is a list of events, enough to compute which locals are needed where (liveness.ts).
 *
 * The value stack is followed: an entry knows whether it is a constant, whether it is true, whether it is the value of one local,
 * which locals it was computed from, and which reads serve it alone; what is not known is absent. Values that lie on the stack during a
 * call that may park are made once more when its caller is re-entered: the locals they come from are held (`Event.hold`).
 */
import { arityOf } from './arity.js';
import { type Asyncified, bodyReader } from './asyncify.js';
import { Reader } from './bytes.js';
import { Condition, Event, type Exit, type Walked } from './events.js';
import { matchMove } from './frames.js';
import { type FuncType, typeOfFunction } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import { RESUMING, UNWINDING } from './runtime.js';
import { constant, either, foldBinary, foldEqz, made, unknown, unknowns, type Value } from './values.js';

interface Frame {
  readonly below: Value[];
  readonly nParams: number;
  readonly nResults: number;
  readonly condition: number;
  /** The locals are restored in here. */
  readonly isRestoring: boolean;
  /** Code that the state rules out, or that stands behind a jump. */
  isDead: boolean;
  /** Behind a call that was re-entered the state is 0 again. */
  isDelivered: boolean;
  /** What the first arm of an `if` leaves; absent when that is of no account. */
  firstArm: Value | undefined;
  /** A branch that is taken in the state of the walk leads to its end. */
  isTarget: boolean;
}

export interface Scope {
  readonly asyncified: Asyncified;
  readonly mayPark: (callee: number) => boolean;
  /** Where the saving of the frame begins: the walk ends there. */
  readonly tail: number;
}

/** Undefined when the function holds something that the walk does not follow. */
export function walk(scope: Scope, index: number, state: number): Walked | undefined {
  return new Walk(scope, index, state).run();
}

const plainFrame: Frame = {
  below: [],
  nParams: 0,
  nResults: 0,
  condition: 0,
  isRestoring: false,
  isDead: false,
  isDelivered: false,
  firstArm: undefined,
  isTarget: false,
};

class Walk implements Walked {
  readonly kinds: number[] = [];
  readonly operands: number[] = [];
  readonly tables: number[][] = [];
  readonly exits: Exit[] = [];
  isSteady = true;
  private readonly scope: Scope;
  private readonly state: number;
  private readonly r: Reader;
  private stack: Value[] = [];
  private readonly frames: Frame[];
  /** Index of the event of a call that may park whose test has not come yet. */
  private openCall = -1;
  /** The stack is not what it should be. */
  private isLost = false;

  constructor(scope: Scope, index: number, state: number) {
    this.scope = scope;
    this.state = state;
    this.r = bodyReader(scope.asyncified.module, index);
    this.frames = [{ ...plainFrame }];
  }

  run(): Walked | undefined {
    while (this.r.at < this.scope.tail) if (!this.step(this.r.at, this.r.u8()) || this.isLost) return undefined;
    return this.frames.length === 1 ? this : undefined;
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  private step(at: number, op: number): boolean {
    const { r } = this;
    switch (op) {
      case Op.localGet: {
        const local = r.u32();
        this.stack.push({ local, locals: [local], reads: [this.event(Event.read, local)] });
        return true;
      }
      case Op.localSet:
        this.write(r.u32(), this.pop());
        return true;
      case Op.localTee: {
        const [local, value] = [r.u32(), this.pop()];
        this.write(local, value);
        this.stack.push({ ...value, reads: [] });
        return true;
      }
      case Op.i32Const:
        if (this.openCall >= 0) return this.matchExit(at);
        this.pushConstant(r.s32());
        return true;
      case Op.globalGet:
        return this.getGlobal();
      case Op.select:
        this.select();
        return true;
      case Op.i32Eqz:
        this.stack.push(foldEqz(this.pop()));
        return true;
      case Op.i32Eq:
      case Op.i32Ne:
      case Op.i32Or:
      case Op.i32And: {
        const [right, left] = [this.pop(), this.pop()];
        this.stack.push(foldBinary(op, left, right));
        return true;
      }
      case Op.call: {
        const callee = r.u32();
        this.call(typeOfFunction(this.scope.asyncified.module, callee), this.scope.mayPark(callee), 0);
        return true;
      }
      case Op.callIndirect: {
        const type = this.scope.asyncified.module.types[r.u32()] as FuncType;
        r.skipLeb();
        this.call(type, true, 1);
        return true;
      }
      default:
        return op <= Op.return ? this.control(op) : this.other(op);
    }
  }

  private event(kind: number, operand = 0): number {
    this.operands.push(operand);
    return this.kinds.push(kind) - 1;
  }

  private pop(): Value {
    const value = this.stack.pop();
    if (!value && !this.frame.isDead) this.isLost = true;
    return value ?? unknown;
  }

  private pushConstant(value: number): void {
    this.stack.push({ ...constant(value), locals: [] });
  }

  private write(local: number, value: Value): void {
    this.event(Event.write, local);
    const { isDead, isDelivered, isRestoring } = this.frame;
    if (value.local !== local && !isDead && !isDelivered && !isRestoring && this.openCall < 0) this.isSteady = false;
  }

  private getGlobal(): boolean {
    const isState = this.r.u32() === this.scope.asyncified.state;
    if (isState && this.openCall >= 0) return false;
    if (isState) this.pushConstant(this.state);
    else this.stack.push({ locals: [] });
    return true;
  }

  /** Takes the test behind a call apart; false when it has another shape. */
  private matchExit(at: number): boolean {
    const { r } = this;
    const callIndex = r.s32();
    if (r.u8() !== Op.globalGet || r.u32() !== this.scope.asyncified.state) return false;
    if (r.u8() !== Op.i32Const || r.s32() !== UNWINDING || r.u8() !== Op.i32Eq || r.u8() !== Op.brIf) return false;
    const label = r.u32();
    if (r.u8() !== Op.drop) return false;
    this.exits.push({ at, end: r.at, callIndex, label, call: this.openCall });
    this.openCall = -1;
    this.frame.isDelivered = true;
    return true;
  }

  private select(): void {
    const [condition, other, one] = [this.pop(), this.pop(), this.pop()];
    const { isTrue } = condition;
    this.decide(condition);
    if (isTrue === true) this.forget(other);
    if (isTrue === false) this.forget(one);
    const chosen = isTrue === undefined ? either(one, other) : isTrue ? one : other;
    this.stack.push({ ...chosen, ...made(one, other, condition) });
  }

  /** A known condition: nothing hangs on what it reads. */
  private decide(condition: Value): void {
    if (condition.isTrue !== undefined) this.forget(condition);
  }

  /** A value that is of no account. */
  private forget({ reads = [] }: Value): void {
    for (const read of reads) this.kinds[read] = Event.none;
  }

  private call(type: FuncType, mayPark: boolean, nMore: number): void {
    for (let i = type.params.length + nMore; i > 0; i--) this.pop();
    if (mayPark) this.openCall = this.event(Event.call);
    if (mayPark && !this.frame.isDead) this.hold();
    for (let i = type.results.length; i > 0; i--) this.stack.push(unknown);
  }

  private hold(): void {
    for (const values of [this.stack, ...this.frames.map((frame) => frame.below)]) {
      for (const { locals } of values) {
        if (!locals) this.isLost = true;
        for (const local of locals ?? []) this.event(Event.hold, local);
      }
    }
  }

  private control(op: number): boolean {
    const { r, frame } = this;
    if (this.openCall >= 0) return false;
    switch (op) {
      case Op.block:
      case Op.loop:
      case Op.if:
        this.open(op);
        return true;
      case Op.else:
        this.startElse(frame);
        return true;
      case Op.end:
        return this.end(frame);
      case Op.br:
        this.branch(Event.br, r.u32());
        this.leave();
        return true;
      case Op.brIf:
        return this.branchIf();
      case Op.brTable: {
        this.pop();
        this.tables.push([...r.list(() => r.u32()), r.u32()]);
        for (const label of this.tables[this.tables.length - 1] ?? []) this.target(label);
        this.event(Event.brTable, this.tables.length - 1);
        this.leave();
        return true;
      }
      case Op.return:
      case Op.unreachable:
        this.event(Event.leave);
        this.leave();
        return true;
      default:
        return op === 0x01;
    }
  }

  private leave(): void {
    this.frame.isDead = true;
    this.stack = [];
  }

  private branchIf(): boolean {
    const condition = this.pop();
    this.decide(condition);
    const { isTrue } = condition;
    const label = this.r.u32();
    if (isTrue) this.branch(Event.br, label);
    else if (isTrue === undefined) this.branch(Event.brIf, label);
    return true;
  }

  private branch(kind: number, label: number): void {
    this.event(kind, label);
    this.target(label);
  }

  private target(label: number): void {
    const target = this.frames[this.frames.length - 1 - label];
    if (target && this.counts(this.frame)) target.isTarget = true;
  }

  /** Is the code in this frame run in the state of the walk, so that what it leaves matters? */
  private counts({ isDead, isDelivered }: Frame): boolean {
    return !isDead && !(isDelivered && this.state === RESUMING);
  }

  private startElse(frame: Frame): void {
    const outer = this.frames[this.frames.length - 2] as Frame;
    this.event(Event.else);
    frame.firstArm = this.counts(frame) ? this.top(frame) : undefined;
    frame.isDead = outer.isDead || frame.condition === Condition.isTrue;
    frame.isDelivered = outer.isDelivered;
    this.stack = unknowns(frame.nParams);
  }

  private end(frame: Frame): boolean {
    this.event(Event.end);
    const lastArm = this.counts(frame) ? this.top(frame) : undefined;
    const left = frame.isTarget
      ? unknown
      : either(frame.firstArm ?? lastArm ?? unknown, lastArm ?? frame.firstArm ?? unknown);
    this.frames.pop();
    this.stack = [...frame.below, ...unknowns(frame.nResults - 1), ...(frame.nResults > 0 ? [left] : [])];
    return this.frames.length > 0;
  }

  /** The result on top of an arm. */
  private top(frame: Frame): Value {
    return (frame.nResults > 0 && this.stack[this.stack.length - 1]) || unknown;
  }

  private open(op: number): void {
    const value = op === Op.if ? this.pop() : unknown;
    this.decide(value);
    const { isTrue } = value;
    const condition = isTrue === undefined ? Condition.unknown : isTrue ? Condition.isTrue : Condition.isFalse;
    const { nParams, nResults } = this.blockType();
    for (let i = 0; i < nParams; i++) this.pop();
    const { isDead, isDelivered, isRestoring } = this.frame;
    this.frames.push({
      ...plainFrame,
      below: this.stack,
      nParams,
      nResults,
      condition,
      isRestoring: isRestoring || (op === Op.if && this.state === RESUMING && this.startsWithRestoring()),
      isDead: isDead || condition === Condition.isFalse,
      isDelivered,
    });
    this.event(op === Op.if ? Event.if : op === Op.loop ? Event.loop : Event.block, condition);
    this.stack = unknowns(nParams);
  }

  private startsWithRestoring(): boolean {
    const { data } = this.scope.asyncified;
    const r = new Reader(this.r.bytes, this.r.at, this.r.end);
    return r.u8() === Op.globalGet && r.u32() === data && matchMove(r, data) < 0;
  }

  private blockType(): { nParams: number; nResults: number } {
    const { r } = this;
    const first = r.bytes[r.at] as number;
    if (first < 0x80 && first & 0x40) {
      r.skip(1);
      return { nParams: 0, nResults: first === 0x40 ? 0 : 1 };
    }
    const type = this.scope.asyncified.module.types[r.u32()];
    return { nParams: type?.params.length ?? 0, nResults: type?.results.length ?? 0 };
  }

  private other(op: number): boolean {
    if (op === Op.tryTable || op === Op.delegate || op === Op.catchAll) return false;
    const second = new Reader(this.r.bytes, this.r.at);
    const arity = arityOf(op, op >= Op.misc ? second.u32() : 0);
    if (arity === undefined) return false;
    skipImmediates(this.r, op);
    const taken: Value[] = [];
    for (let i = arity.takes; i > 0; i--) taken.unshift(this.pop());
    if (arity.gives > 0) this.stack.push(made(...taken));
    return true;
  }
}
