/** One function that has places where it can be left: what its parts share while it is printed, and what they ask about it. */
import type { Node } from '../ast.js';
import type { File } from '../context.js';
import { Emitter } from '../emit.js';
import { Lowering } from '../lower/lowering.js';
import type { Text } from '../output.js';
import type { Parameters } from '../parameters.js';
import type { Printer } from '../printer.js';
import type { Fn } from '../scope.js';

export class PrintedFunction {
  readonly printer: Printer;
  readonly file: File;
  readonly node: Node;
  readonly fn: Fn;
  readonly lowering: Lowering;
  /** Its row in the table of the file. */
  readonly index: number;
  /** Set for what stands for the parameters of a generator function. */
  readonly parameters: Parameters | null;

  constructor(printer: Printer, node: Node, fn: Fn, parameters: Parameters | null = null) {
    this.parameters = parameters;
    this.printer = printer;
    this.file = printer.file;
    this.node = node;
    this.fn = fn;
    this.lowering = new Lowering(printer, fn);
    this.index = this.file.table.length;
    const { line, column } = this.file.lines.at(node.start);
    this.file.table.push([this.isConstructor ? `new ${fn.name}` : fn.name, line, column]);
  }

  /** Begins all generated names. */
  get p(): string {
    return this.file.prefix;
  }

  /** Every mention of it in the file is a call. (Scripts share their names with others.) */
  get isOnlyCalled(): boolean {
    const isShared = this.file.settings.sourceType === 'script' && this.fn.parent?.kind === 'program';
    return !isShared && this.file.analysis.isOnlyCalled(this.fn.node);
  }

  get isConstructor(): boolean {
    return this.file.analysis.mayConstruct(this.fn);
  }

  /** Made as a function of its own, the resume version gets `this` from a slot. */
  selfSlot(): string | null {
    return this.fn.usesThis && !this.needsArrow() ? `${this.p}self` : null;
  }

  needsArrow(): boolean {
    const { kind, usesArguments, usesNewTarget, usesSuper, usesThis } = this.fn;
    return usesArguments || usesNewTarget || usesSuper || kind === 'derived' || (kind === 'arrow' && usesThis);
  }

  get resumeName(): string {
    return `${this.p}r${this.index}_${this.file.id}`;
  }

  emitter(mode: 'fast' | 'resume' | 'generator', exits?: Map<number, Text>): Emitter {
    return new Emitter(mode, this.p, this.file.settings.isStorm, exits);
  }
}

export function declare(names: string[]): string {
  return names.length === 0 ? '' : `var ${names.join(',')};`;
}
