/** Optional chains: a block that is left with `undefined` as soon as a link is missing. */
import type { Node } from '../ast.js';
import { type Text, THIS } from '../output.js';
import { callMethod, pickOf } from './calls.js';
import { expression, takeOut, temporary } from './expressions.js';
import type { Lowering } from './lowering.js';

export function lowerChain(l: Lowering, node: Node): Text {
  const done = l.label('l');
  const body = l.collect(() => {
    const value = link(l, node.expression, done);
    if (value !== l.result) l.text([l.result, '=', value]);
  });
  l.out.push({ type: 'label', name: done, body });
  return l.result;
}

/** `(a?.m)(...)`: the method, undefined when a link is missing, and what it is called on. */
export function lowerChainCallee(l: Lowering, node: Node): { self: string; method: string } {
  const done = l.label('l');
  const last: Node = node.expression;
  const self = l.temp();
  const body = l.collect(() => {
    l.text([self, '=', link(l, last.object, done)]);
    if (last.optional) leaveIfMissing(l, self, done);
    l.text([l.result, '=', propertyOf(l, last, self)]);
  });
  l.out.push({ type: 'label', name: done, body });
  return { self, method: temporary(l, l.result) };
}

/** `delete a?.b`. */
export function lowerDelete(l: Lowering, node: Node): Text {
  const done = l.label('l');
  const last: Node = node.argument.expression;
  const body = l.collect(() => {
    const object = temporary(l, link(l, last.object, done));
    if (last.optional) leaveIfMissing(l, object, done);
    takeOut(l, last.computed ? [last.property] : []);
    l.printer.context.replaced.set(last.object, object);
    l.text([`${l.result}=delete `, l.printer.unchanged(last, members(last))]);
  });
  const all = l.collect(() => {
    l.out.push({ type: 'label', name: done, body });
    l.text(`if(${l.result}===undefined)${l.result}=true`);
  });
  l.out.push(...all);
  return l.result;
}

function members(node: Node): Node[] {
  return node.computed ? [node.object, node.property] : [node.object];
}

function leaveIfMissing(l: Lowering, value: string, done: string): void {
  l.text(`if(${value}===undefined||${value}===null){${l.result}=undefined;break ${done};}`);
}

/** The value of the chain up to here. */
function link(l: Lowering, node: Node, done: string): Text {
  if (node.type === 'MemberExpression') return member(l, node, done);
  if (node.type === 'CallExpression') return call(l, node, done);
  return expression(l, node);
}

function member(l: Lowering, node: Node, done: string): Text {
  if (node.object.type === 'Super') return expression(l, node);
  const object = temporary(l, link(l, node.object, done));
  if (node.optional) leaveIfMissing(l, object, done);
  return propertyOf(l, node, object);
}

/** `object.name` or `object[key]` with the object already evaluated. */
function propertyOf(l: Lowering, node: Node, object: string): Text {
  if (!node.computed) return [object, '.', nameOf(node.property)];
  return [object, '[', expression(l, node.property), ']'];
}

function nameOf(property: Node): string {
  return property.type === 'PrivateIdentifier' ? `#${property.name}` : property.name;
}

function call(l: Lowering, node: Node, done: string): Text {
  const { callee } = node;
  if (callee.type === 'ChainExpression' && callee.expression.type === 'MemberExpression') {
    const { self, method } = lowerChainCallee(l, callee);
    if (node.optional) leaveIfMissing(l, method, done);
    return callMethod(l, method, self, node, l.printer.source(callee));
  }
  if (callee.type === 'MemberExpression' && callee.object.type === 'Super') {
    const method = temporary(l, expression(l, callee));
    if (node.optional) leaveIfMissing(l, method, done);
    return callMethod(l, method, THIS, node, l.printer.source(callee));
  }
  const target = callee.type === 'ParenthesizedExpression' ? callee.expression : callee;
  if (target.type !== 'MemberExpression' || target.object.type === 'Super') {
    const fn = temporary(l, callee.type === 'CallExpression' ? link(l, callee, done) : expression(l, callee));
    if (node.optional) leaveIfMissing(l, fn, done);
    takeOut(l, node.arguments);
    return l.site([fn, '(', list(l, node), ')'], node);
  }
  const self = temporary(l, link(l, target.object, done));
  if (target.optional) leaveIfMissing(l, self, done);
  const picked = pickOf(l, target, node.arguments);
  const found = propertyOf(l, target, self);
  const looked = temporary(l, found);
  if (node.optional) leaveIfMissing(l, looked, done);
  const method = picked === null ? looked : temporary(l, `$gs.pick.${picked}(${looked})`);
  return callMethod(l, method, self, node, l.printer.source(target));
}

function list(l: Lowering, node: Node): Text[] {
  return node.arguments.flatMap((one: Node, at: number) => [at === 0 ? '' : ',', l.printer.value(one)]);
}
