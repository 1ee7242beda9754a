/**
 * Which locals are needed behind each call that may park: backwards over the events of a walk, with what is needed at loop heads
 * found by repetition (it only grows, so this ends; nested loops take one more round each, not a product).
 */
import { Condition, Event, type Walked } from './events.js';

type Bits = Uint32Array;

interface Frame {
  /** Needed behind the construct. */
  readonly after: Bits;
  /** Needed where a branch to it leads. */
  readonly label: Bits;
  /** Needed at the start of the else arm, once that has been passed. */
  otherwise: Bits | undefined;
}

/** By event index of the call: the locals that are needed behind it, a bit each. */
export function neededBehindCalls(walked: Walked, nLocals: number): Map<number, Bits> {
  return new Liveness(walked, nLocals).run();
}

export const hasBit = (bits: Bits, i: number): boolean => (((bits[i >>> 5] as number) >>> (i & 31)) & 1) === 1;

class Liveness {
  private readonly walked: Walked;
  private readonly nWords: number;
  private readonly loops = new Map<number, Bits>();
  private readonly needed = new Map<number, Bits>();
  private frames: Frame[] = [];
  private live: Bits;
  private isStable = false;

  constructor(walked: Walked, nLocals: number) {
    this.walked = walked;
    this.nWords = (nLocals + 31) >>> 5;
    this.live = this.none();
  }

  run(): Map<number, Bits> {
    const loopAt = matchLoops(this.walked.kinds);
    while (!this.isStable) {
      this.isStable = true;
      this.live = this.none();
      this.frames = [];
      for (let i = this.walked.kinds.length - 1; i >= 0; i--) this.step(i, loopAt);
    }
    return this.needed;
  }

  private none(): Bits {
    return new Uint32Array(this.nWords);
  }

  private step(i: number, loopAt: ReadonlyMap<number, number>): void {
    const operand = this.walked.operands[i] as number;
    switch (this.walked.kinds[i]) {
      case Event.read:
      case Event.hold:
        this.live[operand >>> 5] = (this.live[operand >>> 5] as number) | (1 << (operand & 31));
        return;
      case Event.write:
        this.live[operand >>> 5] = (this.live[operand >>> 5] as number) & ~(1 << (operand & 31));
        return;
      case Event.call:
        this.needed.set(i, this.live.slice());
        return;
      case Event.end:
        return this.enterFromEnd(loopAt.get(i));
      case Event.else:
        return this.passElse();
      case Event.block:
        this.frames.pop();
        return;
      case Event.if:
        return this.passIf(operand);
      case Event.loop:
        this.frames.pop();
        return this.passLoop(i);
      case Event.br:
        this.live = this.label(operand).slice();
        return;
      case Event.brIf:
        join(this.live, this.label(operand));
        return;
      case Event.brTable:
        this.live = this.none();
        for (const label of this.walked.tables[operand] ?? []) join(this.live, this.label(label));
        return;
      case Event.leave:
        this.live = this.none();
        return;
    }
  }

  /** Behind the outermost construct nothing is needed: a branch there is a return. */
  private label(depth: number): Bits {
    return this.frames[this.frames.length - 1 - depth]?.label ?? this.none();
  }

  private enterFromEnd(loop: number | undefined): void {
    const after = this.live.slice();
    this.frames.push({ after, label: loop === undefined ? after : this.head(loop), otherwise: undefined });
  }

  private head(loop: number): Bits {
    const known = this.loops.get(loop) ?? this.none();
    this.loops.set(loop, known);
    return known;
  }

  private passElse(): void {
    const frame = this.frames[this.frames.length - 1] as Frame;
    frame.otherwise = this.live;
    this.live = frame.after.slice();
  }

  private passIf(condition: number): void {
    const { after, otherwise } = this.frames.pop() as Frame;
    if (condition === Condition.isTrue) return;
    if (condition === Condition.isFalse) this.live = this.none();
    join(this.live, otherwise ?? after);
  }

  private passLoop(loop: number): void {
    if (join(this.head(loop), this.live)) this.isStable = false;
  }
}

/** True when `target` grew. */
function join(target: Bits, more: Bits): boolean {
  let grew = false;
  for (let i = 0; i < target.length; i++) {
    const joined = (target[i] as number) | (more[i] as number);
    if (joined >>> 0 !== target[i]) grew = true;
    target[i] = joined;
  }
  return grew;
}

/** Event index of a loop's end -> event index of its start. */
function matchLoops(kinds: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  const opened: number[] = [];
  kinds.forEach((kind, i) => {
    if (kind === Event.block || kind === Event.loop || kind === Event.if) opened.push(i);
    if (kind !== Event.end) return;
    const start = opened.pop() as number;
    if (kinds[start] === Event.loop) found.set(i, start);
  });
  return found;
}
