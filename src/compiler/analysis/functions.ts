/** The walk over a function: its parameters, which may have a scope of their own, and its body. */
import { boundNames, childrenOf, directivesOf, type Node } from '../ast.js';
import { Fn, type FnKind, Scope } from '../scope.js';
import { declared, declareLexical, hoistVars, isStatement } from './declarations.js';
import { noteArguments, walkPattern } from './references.js';
import type { Walking } from './walking.js';

export function walkFunction(w: Walking, node: Node, outer: Scope, kind: FnKind, name?: string): void {
  const fn = new Fn(kind, node, outer.fn);
  w.facts.fns.set(node, fn);
  fn.name = name ?? node.id?.name ?? '';
  let parent = outer;
  if (node.type === 'FunctionExpression' && node.id) {
    parent = new Scope('name', node, outer, fn, false);
    declared(w, parent, node.id, 'fname');
  }
  const scope = new Scope('function', node, parent, fn, false);
  fn.scope = scope;
  w.facts.scopes.set(node, scope);
  const isBlock = node.body.type === 'BlockStatement';
  if (isBlock && hasUseStrict(node.body.body)) fn.isStrict = true;
  for (const param of node.params) for (const id of boundNames(param)) declared(w, scope, id, 'param');
  const mentioned = walkParameters(w, node, scope);
  if (isBlock) walkBody(w, node.body, bodyScope(node.body, scope, mentioned));
  else {
    if (node.body.type === 'Identifier' && node.body.name === 'arguments') noteArguments(w, node.body, node, scope);
    w.walk(node.body, scope);
  }
}

/** Defaults and computed keys see nothing of what the body declares. Returns the names in them. */
function walkParameters(w: Walking, node: Node, scope: Scope): ReadonlySet<string> {
  const outer = w.mentioned;
  w.mentioned = new Set();
  for (const param of node.params) walkPattern(w, param, scope, true);
  const mentioned = w.mentioned;
  w.mentioned = outer;
  for (const name of mentioned) outer?.add(name);
  return mentioned;
}

/** One with the parameters, unless a default could tell: by a closure over a parameter, or an outer variable. */
function bodyScope(node: Node, scope: Scope, mentioned: ReadonlySet<string>): Scope {
  const isSeen = (name: string) => mentioned.has(name) && scope.bindings.get(name)?.isCaptured !== false;
  if (mentioned.size === 0 || ![...namesIn(node.body)].some(isSeen)) return scope;
  scope.fn.body = new Scope('block', node, scope, scope.fn, false);
  return scope.fn.body;
}

function walkBody(w: Walking, { body }: Node, scope: Scope): void {
  hoistVars(w, body, scope);
  declareLexical(w, body, scope);
  for (const one of body) w.walk(one, scope);
}

/** What a body declares: by `let` and the like at its top, by `var` and in sloppy code by functions anywhere in it. */
function namesIn(statements: readonly Node[], isNested = false, found = new Set<string>()): Set<string> {
  for (const node of statements) {
    if (node.type === 'VariableDeclaration') {
      if (node.kind === 'var' || !isNested)
        for (const id of node.declarations.flatMap(declaratorNames)) found.add(id.name);
    } else if (node.type === 'FunctionDeclaration') found.add(node.id.name);
    else if (node.type === 'ClassDeclaration' && !isNested) found.add(node.id.name);
    else if (isStatement(node)) namesIn(childrenOf(node), isNested || node.type !== 'LabeledStatement', found);
  }
  return found;
}

const declaratorNames = ({ id }: Node) => boundNames(id);

export function hasUseStrict(body: Node[]): boolean {
  return directivesOf(body).some((one) => one.directive === 'use strict');
}
