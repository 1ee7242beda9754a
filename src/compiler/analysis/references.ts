/** Who refers to each name, and what is written: identifiers, patterns, `arguments`. */
import type { Node } from '../ast.js';
import type { Fn, Scope } from '../scope.js';
import type { Walking } from './walking.js';

/** The parent of a use of `arguments` that tells nothing. */
const NOWHERE: Node = { type: 'Nowhere', start: 0, end: 0 };

export function reference(w: Walking, node: Node, scope: Scope, isWrite: boolean): void {
  const name: string = node.name;
  w.facts.names.add(name);
  w.mentioned?.add(name);
  if (name === 'arguments' && scope.find(name) === null) return noteArguments(w, node, NOWHERE, scope);
  const binding = scope.find(name);
  w.facts.bindings.set(node, binding);
  w.facts.use(name, binding);
  if (binding === null) return;
  binding.refs.push({ node, scope, isWrite });
  if (isWrite) binding.isAssigned = true;
  const owner = binding.scope;
  if (owner.fn !== scope.fn) binding.isCaptured = true;
  const isTop = owner.fn.kind === 'program' && owner.kind === 'function';
  if (isTop) return;
  for (let fn: Fn | null = scope.fn; fn !== null && fn !== owner.fn; fn = fn.parent) fn.hasFree = true;
  if (owner.kind === 'name' || owner.kind === 'class') scope.fn.hasFree = true;
}

export function noteArguments(w: Walking, node: Node, parent: Node, scope: Scope): void {
  if (scope.find('arguments') !== null || w.argumentsSeen.has(node)) return;
  w.argumentsSeen.add(node);
  for (let fn: Fn | null = scope.fn; fn !== null; fn = fn.parent) {
    fn.usesArguments = true;
    fn.argumentsUses.push({ node, parent });
    if (fn.kind !== 'arrow') return;
  }
}

/** `var e = 1` in a catch clause of that name writes the clause's variable. */
function initialised(w: Walking, id: Node, scope: Scope): void {
  const known = w.facts.bindings.get(id);
  const found = scope.find(id.name);
  if (known === undefined || (known?.kind === 'var' && found?.kind === 'catch')) w.facts.bindings.set(id, found);
}

/** Something that is written. */
export function walkTarget(w: Walking, node: Node, scope: Scope): void {
  if (node.type === 'Identifier') {
    if (node.name === 'arguments') noteArguments(w, node, { ...node, type: 'Write' }, scope);
    reference(w, node, scope, true);
  } else walkPattern(w, node, scope, false);
}

export function walkPattern(w: Walking, node: Node | null, scope: Scope, isDeclaration: boolean): void {
  switch (node?.type) {
    case 'Identifier':
      w.facts.names.add(node.name);
      if (!isDeclaration) {
        w.facts.targets.add(node);
        return walkTarget(w, node, scope);
      }
      return initialised(w, node, scope);
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.computed) w.walk(property.key, scope);
        walkPattern(w, property.value ?? property.argument, scope, isDeclaration);
      }
      return;
    case 'ArrayPattern':
      for (const element of node.elements) walkPattern(w, element, scope, isDeclaration);
      return;
    case 'AssignmentPattern':
      walkPattern(w, node.left, scope, isDeclaration);
      return w.walk(node.right, scope);
    case 'RestElement':
      return walkPattern(w, node.argument, scope, isDeclaration);
    case undefined:
      return;
    default:
      w.walk(node, scope);
  }
}
