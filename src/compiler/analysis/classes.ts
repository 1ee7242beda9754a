/** The walk over a class. Static blocks and field initialisers count as functions: they have a `this` of their own. */
import type { Node } from '../ast.js';
import { Fn, type FnKind, Scope } from '../scope.js';
import { declareLexical, hoistVars } from './declarations.js';
import { walkFunction } from './functions.js';
import { noteCoercion } from './host-calls.js';
import type { Walking } from './walking.js';

export function walkClass(w: Walking, node: Node, outer: Scope): void {
  const scope = new Scope('class', node, outer, outer.fn, false);
  w.facts.scopes.set(node, scope);
  const wasStrict = outer.fn.isStrict;
  outer.fn.isStrict = true; // heritage and keys; the functions inside inherit it
  if (node.id) {
    const inner = scope.declare(node.id.name, 'cname');
    inner.value = node;
    w.facts.use(node.id.name, inner);
  }
  w.walk(node.superClass, scope);
  for (const member of node.body.body) walkMember(w, member, scope, node);
  outer.fn.isStrict = wasStrict;
}

function walkMember(w: Walking, member: Node, scope: Scope, node: Node): void {
  if (member.key?.type === 'PrivateIdentifier') w.facts.privateNames.add(member.key.name);
  if (member.computed) w.walk(member.key, scope);
  if (member.type === 'MethodDefinition') {
    const kind = methodKind(member, node);
    const name = member.kind === 'constructor' ? (node.id?.name ?? '') : keyName(member);
    walkFunction(w, member.value, scope, kind, name);
    noteCoercion(w, member.key, member.value);
  } else if (member.type === 'StaticBlock') walkInitialiser(w, member, member.body, scope, 'static');
  else if (member.value) {
    walkInitialiser(w, member, [member.value], scope, 'field');
    noteCoercion(w, member.key, member.value);
  }
}

function walkInitialiser(w: Walking, node: Node, body: Node[], outer: Scope, kind: 'static' | 'field'): void {
  const fn = new Fn(kind, node, outer.fn);
  fn.name = kind === 'static' ? 'static' : keyName(node);
  w.facts.fns.set(node, fn);
  const scope = new Scope('function', node, outer, fn, false);
  fn.scope = scope;
  w.facts.scopes.set(node, scope);
  if (kind === 'static') {
    hoistVars(w, body, scope);
    declareLexical(w, body, scope);
  }
  for (const one of body) w.walk(one, scope);
}

function methodKind(member: Node, node: Node): FnKind {
  if (member.kind === 'constructor') return node.superClass ? 'derived' : 'constructor';
  return member.kind === 'method' ? 'method' : 'accessor';
}

export function keyName(node: Node): string {
  const { key } = node;
  if (node.computed) return '';
  return key.type === 'Literal' ? String(key.value) : key.type === 'PrivateIdentifier' ? `#${key.name}` : key.name;
}
