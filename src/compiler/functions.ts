/**
 * Functions, in the form that suits them:
 *
 *     no call in it that may park     as it stands
 *     two versions                    fast version, and behind it, reached only while unwinding, the resume version
 *     one body                        the resume version is entered at once; for functions that hold large functions
 *                                     (which would stand twice), and for sloppy parameters that `arguments` mirrors
 *     generator                       stays a native generator; a site hands the token to whoever called next(); for
 *                                     parameters that may park see parameters.ts
 *     barrier                         async functions, accessors and others that cannot be left: calls are only tested
 */
import { directivesOf, type Node } from './ast.js';
import { BARRIER, newContext } from './context.js';
import { evaluator, printLeavable } from './function/body.js';
import { droppedName } from './function/head.js';
import { lengthOf, Slice, type Text, withThis } from './output.js';
import { areEvaluated, guardBody, printEvaluated } from './parameters.js';
import type { Printer } from './printer.js';
import type { Fn } from './scope.js';

export function printFunction(printer: Printer, node: Node): Text {
  const { file } = printer;
  const origin: Node = node.original ?? node; // a copy under another type, or made by the compiler
  const fn = file.analysis.fns.get(origin) as Fn;
  const text = printForm(printer, node, fn);
  const outer = printer.context.lowering;
  if (outer !== null) outer.nestedLength += lengthOf(text);
  return fn.kind === 'arrow' ? text : withThis(text, 'this');
}

function printForm(printer: Printer, node: Node, fn: Fn): Text {
  const { sites } = printer.file;
  const reason = barrierOf(fn);
  if (reason !== null) return printBarrier(printer, node, fn, reason);
  if (!sites.inBody(fn.node) && !sites.inParams(fn.node)) return printPlain(printer, node, fn, null);
  return printLeavable(printer, node, fn);
}

function barrierOf(fn: Fn): number | null {
  if (fn.isDynamic) return BARRIER.DYNAMIC;
  if (fn.isAsync) return BARRIER.ASYNC;
  if (fn.kind === 'accessor') return BARRIER.ACCESSOR;
  if (fn.calledBy === 'accessor') return BARRIER.ACCESSOR;
  if (fn.calledBy === 'executor') return BARRIER.EXECUTOR;
  return fn.calledBy === 'coercion' ? BARRIER.COERCION : null;
}

function printPlain(printer: Printer, node: Node, fn: Fn, barrier: number | null): Text {
  return printer.inside(newContext(fn, null, barrier), () => {
    return printer.unchanged(node, [...droppedName(printer, node), ...node.params, node.body]);
  });
}

/** Its calls are tested; and it may be called by the host while something unwinds, which is told at its head. */
function printBarrier(printer: Printer, node: Node, fn: Fn, barrier: number): Text {
  if (barrier === BARRIER.ASYNC && areEvaluated(printer, fn)) return printAsyncGenerator(printer, node, fn);
  if (fn.isAsync || node.body.type !== 'BlockStatement' || fn.kind === 'derived')
    return printPlain(printer, node, fn, barrier);
  return printer.inside(newContext(fn, null, barrier), () => {
    const at = afterDirectives(node.body);
    const head = printer.unchanged({ ...node, end: at }, [...droppedName(printer, node), ...node.params]);
    const body = node.body.body.slice(directivesOf(node.body.body).length);
    const test = `${semicolonOf(node.body)}if($gsm)$gs.enter(${JSON.stringify(fn.name)});`;
    return [head, test, printer.unchanged({ ...node, start: at }, body)];
  });
}

/** Its parameters can be left, its body cannot. */
function printAsyncGenerator(printer: Printer, node: Node, fn: Fn): Text {
  return printer.inside(newContext(fn, null, BARRIER.ASYNC), () => {
    const at = afterDirectives(node.body);
    const head = printEvaluated(printer, node, fn, droppedName(printer, node), evaluator);
    const body = node.body.body.slice(directivesOf(node.body.body).length);
    const directives = [new Slice(node.body.start, at), semicolonOf(node.body)];
    return [head, directives, guardBody(printer, fn), printer.unchanged({ ...node, start: at }, body)];
  });
}

function afterDirectives(body: Node): number {
  const last = directivesOf(body.body).at(-1);
  return last === undefined ? body.start + 1 : last.end;
}

/** The source may have left it out behind a directive. */
function semicolonOf(body: Node): string {
  return directivesOf(body.body).length > 0 ? ';' : '';
}
