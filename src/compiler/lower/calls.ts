/** Calls: the sites themselves. The callee and `this` are evaluated first, then the arguments, then the call is made. */

import { callbackPositions, pickNames, quietPickNames, staticPickNames } from '../../builtins/names.js';
import { isFunction, type Node } from '../ast.js';
import type { Text } from '../output.js';
import { hasSpread } from '../sites.js';
import { lowerChainCallee } from './chains.js';
import { expression, isStable, operand, takeOut, temporary, unnamed } from './expressions.js';
import type { Lowering } from './lowering.js';

/** A substitution of a template object's own template, where only the strings count. */
const HOLE = `\${0}`;
const PICKED: ReadonlySet<string> = new Set(pickNames);
/** The runtime's own, for generators. */
export const GENERATOR_METHODS = new Set(['next', 'return', 'throw']);

function isPicked(name: string): boolean {
  return PICKED.has(name) || GENERATOR_METHODS.has(name);
}

export function lowerCall(l: Lowering, node: Node): Text {
  const { callee } = node;
  if (!l.file.sites.isSite(node)) {
    takeOut(l, [...calleeParts(callee), ...node.arguments]);
    l.printer.unbox(callee);
    return ['(', l.printer.unchanged(node), ')'];
  }
  if (callee.type === 'Super') return superCall(l, node);
  if (callee.type === 'MemberExpression') return methodCall(l, node, callee);
  if (callee.type === 'ChainExpression' && callee.expression.type === 'MemberExpression') {
    const { self, method } = lowerChainCallee(l, callee); // (a?.m)(): `this` is a
    return callMethod(l, method, self, node, l.printer.source(callee));
  }
  takeOut(l, [callee, ...node.arguments]);
  l.printer.unbox(callee);
  return l.site(l.printer.unchanged({ ...node, type: 'Call' }, [callee, ...node.arguments]), node);
}

function calleeParts(callee: Node): Node[] {
  if (callee.type !== 'MemberExpression') return callee.type === 'Super' ? [] : [callee];
  return callee.computed ? [callee.object, callee.property] : [callee.object];
}

function methodCall(l: Lowering, node: Node, callee: Node): Text {
  const hasArguments = l.file.sites.anyOf(node.arguments) || hasSpread(node.arguments);
  const picked = pickOf(l, callee, node.arguments);
  if (!hasArguments && picked === null && !isForwarded(l, callee, node.arguments)) {
    takeOut(l, calleeParts(callee));
    return l.site(l.printer.unchanged(node, [callee, ...node.arguments]), node);
  }
  const { self, method } = methodOf(l, callee, picked, node.arguments);
  return callMethod(l, method, self, node, l.printer.source(callee));
}

/** The name of a standard method that may have a compiled equivalent. */
export function pickedMethod(callee: Node): string | null {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type === 'Super') return null;
  const { object, property } = callee;
  if (property.type !== 'Identifier') return null;
  const isStatic = object.type === 'Identifier' && isStaticPick(object.name, property.name);
  return isStatic || isPicked(property.name) ? property.name : null;
}

/** The pick that the call needs: none, or a lesser one, if its callback is known not to park. */
export function pickOf(l: Lowering, callee: Node, args: readonly Node[]): string | null {
  const name = pickedMethod(callee);
  if (name === null || !Object.hasOwn(callbackPositions, name)) return name;
  const callback = args[callbackPositions[name] as number];
  if (args.some((one) => one.type === 'SpreadElement')) return name;
  if (callback !== undefined && !l.file.sites.isQuietCallback(callback)) return name;
  return quietPickNames.includes(name) && callback !== undefined ? `${name}Quietly` : null;
}

function isStaticPick(owner: string, name: string): boolean {
  return Object.hasOwn(staticPickNames, owner) && staticPickNames[owner]?.includes(name) === true;
}

/**
 * A standard function may be called through call, apply or bind: when it is named like one (`Array.prototype.map.call(...)`), when
 * it is given a function, or bound. What `X.call(...)` stands for cannot be told in general, and asking costs time.
 */
function isForwarded(l: Lowering, callee: Node, args: readonly Node[]): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed) return false;
  const { object, property } = callee;
  if (!/^(call|apply|bind)$/.test(property.name) || isFunction(object)) return false;
  if (property.name === 'bind') return object.type !== 'ThisExpression' && object.type !== 'Super';
  const name = object.type === 'MemberExpression' && !object.computed ? object.property : object;
  if (name.type === 'Identifier' && PICKED.has(name.name)) return true;
  const given = args.flatMap((one) => (one.type === 'ArrayExpression' ? one.elements : [one]));
  return given.some((one: Node | null) => one !== null && isFunction(one) && !l.file.sites.isQuietCallback(one));
}

/** `text` is what the source calls the method, for the error when it is none. */
export function callMethod(l: Lowering, method: string, self: Text, node: Node, text: string): string {
  const args: Node[] = node.arguments;
  takeOut(l, args);
  const list = args.flatMap((one) => [',', l.printer.value(one)]);
  return l.site([`(${method}||$gs.no(${quoted(text)})).call(`, self, ...list, ')'], node);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Looks the method up before the arguments are evaluated. */
function methodOf(l: Lowering, callee: Node, picked: string | null, later: Node[]): { self: Text; method: string } {
  const { object } = callee;
  if (object.type === 'Super') {
    takeOut(l, callee.computed ? [callee.property] : []);
    return {
      self: l.printer.raw({ type: 'ThisExpression', start: object.start, end: object.end }),
      method: temporary(l, lookUp(l, callee, null)),
    };
  }
  const parts = calleeParts(callee);
  takeOut(l, parts);
  const found = selfOf(l, object, later);
  const self = isForwarded(l, callee, later) ? temporary(l, ['$gs.equivalent(', found, ')']) : found;
  l.printer.context.replaced.set(object, self);
  return { self, method: temporary(l, lookUp(l, callee, picked)) };
}

function selfOf(l: Lowering, object: Node, later: readonly Node[]): Text {
  const replaced = l.printer.context.replaced.get(object);
  // a function is made once, and with the variables of this round
  if (replaced === undefined && !isFunction(object) && isStable(l, object, later)) return operand(l, object);
  return temporary(l, replaced ?? unnamed(object, operand(l, object)));
}

/** `o.m`, or the compiled equivalent when that is a standard method which calls back. */
function lookUp(l: Lowering, callee: Node, picked: string | null): Text {
  const method = l.printer.unchanged(callee);
  return picked === null ? method : [`$gs.pick.${picked}(`, method, ')'];
}

export function lowerNew(l: Lowering, node: Node): Text {
  takeOut(l, [node.callee, ...node.arguments]);
  const text = l.printer.unchanged(node, [node.callee, ...node.arguments]);
  return l.file.sites.isSite(node) ? l.site(text, node) : ['(', text, ')'];
}

/** `super(...)`: a base that unwinds leaves by an exception, because the fields must not be initialised yet. */
function superCall(l: Lowering, node: Node): Text {
  takeOut(l, node.arguments);
  l.site(l.printer.unchanged(node, node.arguments), node, true);
  return 'this';
}

/** The template object is one for each place in the source, so that both versions of the function pass the same. */
export function lowerTagged(l: Lowering, node: Node): Text {
  const { tag, quasi } = node;
  const template = templateObject(l, quasi);
  if (tag.type === 'MemberExpression') {
    const { self, method } = methodOf(l, tag, null, quasi.expressions);
    takeOut(l, quasi.expressions);
    const tagged = `(${method}||$gs.no(${quoted(l.printer.source(tag))}))`;
    return l.site([tagged, '.call(', self, ',', template, ...rest(l, quasi), ')'], node);
  }
  const callee =
    l.file.sites.has(tag) || isFunction(tag) || !isStable(l, tag, quasi.expressions) || l.printer.isBoxed(tag)
      ? temporary(l, unnamed(tag, expression(l, tag)))
      : operand(l, tag);
  takeOut(l, quasi.expressions);
  return l.site([callee, '(', template, ...rest(l, quasi), ')'], node);
}

function rest(l: Lowering, quasi: Node): Text[] {
  return quasi.expressions.flatMap((one: Node) => [',', l.printer.value(one)]);
}

function templateObject(l: Lowering, quasi: Node): string {
  const { file } = l;
  const name = `${file.prefix}g${file.table.length}_${quasi.start}_${file.id}`;
  const strings = quasi.quasis.map((one: Node) => file.source.slice(one.start, one.end));
  file.tail.push(`function ${name}(){return(function(s){return s})\`${strings.join(HOLE)}\`}`);
  return `${name}()`;
}
