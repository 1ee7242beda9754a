/** The head of a function: its name and parameters, of which those that can be left are moved into the body. */
import type { Node } from '../ast.js';
import { BARRIER, type Context } from '../context.js';
import { assignPattern } from '../lower/patterns.js';
import type { Text } from '../output.js';
import { areEvaluated, behindLast, type PrintArrow, printEvaluated } from '../parameters.js';
import type { Printer } from '../printer.js';
import type { PrintedFunction } from './printed-function.js';

/** Parameters from the first one on that has a site, or iterates, are evaluated in the body. */
export function firstMoved(f: PrintedFunction): number {
  const { sites } = f.file;
  return f.node.params.findIndex((param: Node) => {
    // a constructor that only hands over what it has made is entered without arguments: nothing may come before its prologue
    return (f.isConstructor && param.type !== 'Identifier') || sites.inParams({ ...f.fn.node, params: [param] });
  });
}

export function printHead(f: PrintedFunction, moved: number, context: Context, print: PrintArrow): Text {
  const { params } = f.node;
  const { start } = f.node;
  const end = f.node.type === 'ArrowFunctionExpression' ? arrowEnd(f.file.source, f.node) : f.node.body.start;
  if (f.node.isMade) return '()=>';
  const dropped = droppedName(f.printer, f.node);
  if (areEvaluated(f.printer, f.fn)) return printEvaluated(f.printer, f.node, f.fn, dropped, print);
  if (moved < 0) {
    context.barrier = f.fn.isGenerator ? BARRIER.PARAMETER : null;
    const text = f.printer.unchanged({ ...f.node, start, end }, [...dropped, ...params]);
    context.barrier = null;
    return text;
  }
  const first: Node = params[moved];
  const last: Node = params[params.length - 1];
  const kept = f.printer.unchanged({ ...f.node, start, end: first.start }, [...dropped, ...params.slice(0, moved)]);
  const formals = params.slice(moved).map((param: Node, at: number) => formal(f, param, moved + at));
  if (wouldMirror(f, params)) formals.push(`...${f.file.prefix}pz`);
  return [kept, formals.join(','), behindLast(f.file.source, last.end, end)];
}

/** Sloppy formals that have become simple ones would be mirrored by `arguments`, which those in the source are not. */
function wouldMirror(f: PrintedFunction, params: Node[]): boolean {
  const { usesArguments, isStrict, kind } = f.fn;
  if (!usesArguments || isStrict || kind === 'arrow') return false;
  return !params.some((one) => one.type === 'RestElement' || one.type === 'AssignmentPattern');
}

function formal(f: PrintedFunction, param: Node, at: number): string {
  const name = `${f.file.prefix}p${at}`;
  if (param.type === 'RestElement') return `...${name}`;
  return param.type === 'AssignmentPattern' ? `${name}=undefined` : name;
}

export function moveParameters(f: PrintedFunction, moved: number): void {
  const l = f.lowering;
  for (const [at, param] of f.node.params.entries()) {
    if (at < moved) continue;
    const name = `${f.file.prefix}p${at}`;
    l.parameters.add(name);
    const target = param.type === 'RestElement' ? param.argument : param;
    l.scoped(() => assignPattern(l, target, name, param));
  }
}

/** The position behind `=>`. */
function arrowEnd(source: string, node: Node): number {
  const from: number = node.params.length > 0 ? node.params.at(-1).end : node.start;
  const between = source
    .slice(from, node.body.start)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  return from + between.indexOf('=>') + 2;
}

/** A function of a block is printed as an expression without its name, which would be a constant inside it. */
export function droppedName(printer: Printer, node: Node): Node[] {
  const id: Node | null | undefined = node.original?.id;
  if (!id || node.id !== null) return [];
  printer.context.replaced.set(id, '');
  return [id];
}
