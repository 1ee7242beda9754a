/**
 * Parameters of generator functions that may park. They are evaluated when the function is called, before there is a
 * generator that could be left. So an arrow of two versions evaluates them, called where the last parameter is bound; if
 * it parks, the generator that the engine makes next stands for the token (frames/generator-call.ts):
 *
 *     function* g(a, { b } = f(), ...c) { body }
 *
 *     function* g(a, $p1 = undefined, ...{ $gs: $z, $gs: b, $gs: c, $gs: $p2 = $gs.tail(arguments, 2),
 *                 $gs: $y = $gs.formals((() => { ({ b } = $p1 === undefined ? f() : $p1); c = $p2; $z = true })()) }) {
 *       if (!$z) $gs.early("g"); body
 *     }
 *
 * P1: What the source declares as parameters are parameters still, of the same scope; closures, `this` and `arguments` are too.
 * P2: Formals up to the first with a default or rest are as many as they were: that is the function's `length`.
 * P3: The pattern of the rest looks for a property that no array has; iterating over the rest could be noticed.
 */
import { boundNames, type Node } from './ast.js';
import type { Statement } from './ir.js';
import { hasEarly } from './lower/hoist.js';
import type { Lowering } from './lower/lowering.js';
import { assignPattern } from './lower/patterns.js';
import { Slice, type Text } from './output.js';
import type { Printer } from './printer.js';
import { type Binding, Fn, Scope } from './scope.js';

/** Which parameter is evaluated from which formal; `ready` is set behind the last. */
export interface Parameters {
  readonly list: readonly { param: Node; formal: string }[];
  readonly ready: string;
}

export type PrintArrow = (printer: Printer, arrow: Node, fn: Fn, parameters: Parameters) => Text;

/** A generator function with a site in its parameters. A parameter called `arguments` hides what the rest is taken from. */
export function areEvaluated({ file }: Printer, fn: Fn): boolean {
  if (!fn.isGenerator || fn.isDynamic || !file.sites.inParams(fn.node)) return false;
  return !(hasRest(fn.node) && fn.scope.bindings.get('arguments')?.kind === 'param');
}

function hasRest({ params }: Node): boolean {
  return params.at(-1)?.type === 'RestElement';
}

/** The function up to its body. */
export function printEvaluated(printer: Printer, node: Node, fn: Fn, dropped: Node[], print: PrintArrow): Text {
  const { prefix, sites } = printer.file;
  const params: Node[] = fn.node.params;
  // the rest is taken from `arguments`, which an earlier default could have changed
  const first = hasRest(fn.node)
    ? 0
    : params.findIndex((param: Node) => sites.inParams({ ...fn.node, params: [param] }));
  const list = params.slice(first).map((param: Node, at: number) => ({ param, formal: `${prefix}p${first + at}` }));
  const early = markEarly(printer, fn, params.slice(first));
  const arrow = arrowOf(params[first] as Node, params.at(-1) as Node);
  const { start } = arrow;
  const kept = printer.unchanged({ ...node, end: start }, [...dropped, ...params.slice(0, first)]);
  const formals = list.filter(({ param }) => param.type !== 'RestElement').map(formalOf);
  const text = print(printer, arrow, evaluatorOf(fn, arrow), { list, ready: `${prefix}z` });
  for (const binding of early) unmark(binding);
  const bound = [...bindings(printer, params.slice(first), early), ...restOf(list, first)];
  const rest: Text = ['...{', bound.map((one) => `$gs:${one},`), `$gs:${prefix}y=$gs.formals((`, text, ')())}'];
  return [kept, formals.map((one) => `${one},`), rest, behindLast(printer.file.source, arrow.end, node.body.start)];
}

/** A body that begins although its parameters are not there yet has been entered by a foreign frame. */
export function guardBody({ file }: Printer, fn: Fn): string {
  return `if(!${file.prefix}z)$gs.early(${JSON.stringify(fn.name)});`;
}

/** The body of the arrow. */
export function lowerParameters(l: Lowering, { list, ready }: Parameters): Statement[] {
  return l.collect(() => {
    for (const { param, formal } of list) {
      const target = param.type === 'RestElement' ? param.argument : param;
      l.scoped(() => assignPattern(l, target, formal, param));
    }
    l.text(`${ready}=true`);
  });
}

function formalOf({ param, formal }: Parameters['list'][number]): string {
  return param.type === 'AssignmentPattern' ? `${formal}=undefined` : formal;
}

function restOf(list: Parameters['list'], first: number): string[] {
  const last = list.at(-1);
  if (last?.param.type !== 'RestElement') return [];
  return [`${last.formal}=$gs.tail(arguments,${first + list.length - 1})`];
}

/** The parameters themselves, uninitialised where a default may read them too early. */
function bindings({ file }: Printer, params: Node[], early: readonly Binding[]): string[] {
  const names = params
    .flatMap((one) => boundNames(one))
    .map((id) => {
      const binding = file.analysis.bindings.get(id) as Binding;
      return early.includes(binding) ? `${id.name}=$gs.TDZ` : id.name;
    });
  return [`${file.prefix}z`, ...names];
}

/** Marks what defaults may read before it is there, for the printer to test. */
function markEarly({ file }: Printer, fn: Fn, params: Node[]): Binding[] {
  const found = params.flatMap((param) => boundNames(param)).map((id) => file.analysis.bindings.get(id) as Binding);
  const early = found.filter((binding) => hasEarly(binding, fn.node.params));
  for (const binding of early) binding.isHoisted = true;
  return early;
}

/** In the body they are ordinary parameters. */
function unmark(binding: Binding): void {
  binding.isHoisted = false;
  binding.unproven.clear();
}

function arrowOf({ start }: Node, { end }: Node): Node {
  const body: Node = { type: 'BlockStatement', start: end, end, body: [] };
  return { type: 'ArrowFunctionExpression', start, end, params: [], body, isMade: true };
}

/** The arrow as the analysis would have found it: it uses whatever the function uses. */
function evaluatorOf(fn: Fn, arrow: Node): Fn {
  const made = new Fn('arrow', arrow, fn);
  const { name, usesThis, usesArguments, usesSuper, usesPrivate } = fn;
  Object.assign(made, { name, usesThis, usesArguments, usesSuper, usesPrivate, hasFree: true });
  made.scope = new Scope('function', arrow, fn.scope, made, false);
  return made;
}

/** What follows the last parameter, without the comma that may not stand behind a rest. */
export function behindLast(source: string, from: number, end: number): Text {
  const comma = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*,/.exec(source.slice(from, end));
  if (comma === null) return new Slice(from, end);
  const at = from + comma[0].length;
  return [new Slice(from, at - 1), new Slice(at, end)];
}
