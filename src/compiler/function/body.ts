/** The body of a function in normal form, and the forms that it can take. */
import { boundNames, directivesOf, type Node } from '../ast.js';
import { newContext } from '../context.js';
import type { Statement } from '../ir.js';
import { valueText } from '../lower/expressions.js';
import { hoistBody, hoistFunction } from '../lower/hoist.js';
import { blockBody, statements } from '../lower/statements.js';
import { Slice, type Text } from '../output.js';
import { areEvaluated, guardBody, lowerParameters, type Parameters } from '../parameters.js';
import type { Printer } from '../printer.js';
import type { Fn } from '../scope.js';
import { sitePosition } from '../site-position.js';
import { firstMoved, moveParameters, printHead } from './head.js';
import { needsOneBody, oneBody } from './one-body.js';
import { declare, PrintedFunction } from './printed-function.js';
import { twoVersions } from './two-versions.js';

/** A function with places where it can be left. */
export function printLeavable(printer: Printer, node: Node, fn: Fn): Text {
  return printWhole(new PrintedFunction(printer, node, fn));
}

/** Prints what evaluates the parameters of a generator function. */
export function evaluator(printer: Printer, node: Node, fn: Fn, parameters: Parameters): Text {
  return printWhole(new PrintedFunction(printer, node, fn, parameters));
}

function printWhole(f: PrintedFunction): Text {
  const context = newContext(f.fn, f.lowering, null);
  return f.printer.inside(context, () => {
    const moved = f.fn.isGenerator ? -1 : firstMoved(f);
    const head = printHead(f, moved, context, evaluator);
    const body = lowerBody(f, moved);
    recordSites(f);
    return [head, '{', directives(f), printBody(f, body), '}', foot(f)];
  });
}

function lowerBody(f: PrintedFunction, moved: number): Statement[] {
  const l = f.lowering;
  if (f.parameters !== null) return lowerParameters(l, f.parameters);
  const { body } = f.node;
  const native = new Set<string>();
  const params: Node[] = moved < 0 ? f.node.params : f.node.params.slice(0, moved);
  for (const param of params) for (const { name } of boundNames(param)) native.add(name);
  return l.collect(() => {
    hoistFunction(l, (name) => native.has(name));
    if (moved >= 0) moveParameters(f, moved);
    if (body.type !== 'BlockStatement') {
      l.scoped(() => {
        if (f.file.sites.has(body))
          statements(l, [{ type: 'ReturnStatement', start: body.start, end: body.end, argument: body }]);
        else l.text(['return ', valueText(l, body)]);
      });
    } else {
      const rest: Node[] = body.body.slice(directivesOf(body.body).length);
      if (f.fn.body !== null) {
        hoistBody(l, f.fn.body);
        blockBody(l, rest);
      } else if (rest.some((one) => one.type === 'VariableDeclaration' && /using$/.test(one.kind))) blockBody(l, rest);
      else statements(l, rest);
    }
  });
}

function recordSites(f: PrintedFunction): void {
  const row = f.file.table[f.index] as (string | number)[];
  for (const node of f.lowering.siteNodes) {
    const { line, column } = f.file.lines.at(sitePosition(f.file.source, node));
    row.push(line, column);
  }
}

function directives(f: PrintedFunction): Text {
  const { body } = f.node;
  if (body.type !== 'BlockStatement') return '';
  return directivesOf(body.body).map((one) => [new Slice(one.start, one.end), ';']);
}

/** Functions declared at the top of the body exist once, whatever version runs. */
function declaredFunctions(f: PrintedFunction): Text {
  const { body } = f.node;
  if (body.type !== 'BlockStatement' || f.fn.body !== null) return '';
  const before = f.lowering.nestedLength;
  const texts = body.body.map((one: Node) => {
    const node = one.type === 'LabeledStatement' ? one.body : one;
    return node.type === 'FunctionDeclaration' ? [f.printer.raw(node), ';'] : '';
  });
  f.lowering.nestedLength = before;
  return texts;
}

function printBody(f: PrintedFunction, statements: Statement[]): Text {
  if (f.fn.isGenerator) return generatorBody(f, statements);
  const functions = declaredFunctions(f);
  return needsOneBody(f) ? oneBody(f, statements, functions) : twoVersions(f, statements, functions);
}

function foot(f: PrintedFunction): Text {
  const { body, end } = f.node;
  return body.type === 'BlockStatement' ? new Slice(body.end, end) : '';
}

function generatorBody(f: PrintedFunction, statements: Statement[]): Text {
  const emitter = f.emitter('generator');
  const text = emitter.all(statements);
  const l = f.lowering;
  const guard = areEvaluated(f.printer, f.fn) ? guardBody(f.printer, f.fn) : '';
  return [guard, declare([`${f.p}t`, ...l.locals, ...l.shared, ...emitter.scratch]), declaredFunctions(f), text];
}
