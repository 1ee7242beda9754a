/** Functions that the host will call, as far as the source shows it, and what stacks call them. */
import type { Node } from '../ast.js';
import type { Scope } from '../scope.js';
import type { Walking } from './walking.js';

export function noteSuper(w: Walking, node: Node, from: Scope): void {
  let scope: Scope | null = from;
  while (scope !== null && scope.kind !== 'class') scope = scope.parent;
  if (scope?.node.superClass) w.facts.superCalls.set(node, scope.node.superClass);
}

export function calledByHost(w: Walking, value: Node, host: 'accessor' | 'executor'): void {
  const fn = w.facts.fns.get(value);
  if (fn !== undefined) fn.calledBy = host;
}

/** `Object.defineProperty(o, 'x', { get: function () {} })`, and the like with several of them. */
export function noteDescriptors(w: Walking, { callee, arguments: args }: Node): void {
  if (callee.type !== 'MemberExpression' || !/^(defineProperty|defineProperties|create)$/.test(callee.property.name)) {
    return;
  }
  for (const one of args) {
    if (one.type === 'ObjectExpression') noteDescriptor(w, one, callee.property.name !== 'defineProperty');
  }
}

function noteDescriptor(w: Walking, node: Node, isNested: boolean): void {
  for (const { key, value, type } of node.properties) {
    if (type !== 'Property') continue;
    if (/^(get|set)$/.test(key.name)) calledByHost(w, value, 'accessor');
    else if (isNested && value.type === 'ObjectExpression') noteDescriptor(w, value, false);
  }
}

/** What stacks call a function that has no name of its own. */
export function nameFunction(w: Walking, name: unknown, value: Node | null): void {
  const fn = value === null ? undefined : w.facts.fns.get(constructorOf(value) ?? value);
  if (fn !== undefined && fn.name === '' && typeof name === 'string') fn.name = name;
}

/** A class is called as its constructor is. */
function constructorOf({ type, body }: Node): Node | undefined {
  return type === 'ClassExpression' ? body.body.find((one: Node) => one.kind === 'constructor')?.value : undefined;
}

export function noteCoercion(w: Walking, key: Node, value: Node): void {
  const fn = w.facts.fns.get(value);
  const name = key.type === 'MemberExpression' ? key.property.name : (key.name ?? key.value);
  if (fn !== undefined && /^(toString|valueOf|toPrimitive|hasInstance)$/.test(name)) fn.calledBy = 'coercion';
}
