/** The walk over statements and expressions: each node in the scope that it is in. */
import { boundNames, childrenOf, type Node } from '../ast.js';
import { Scope } from '../scope.js';
import { keyName, walkClass } from './classes.js';
import { declared, declareLexical, declareVariables } from './declarations.js';
import { walkFunction } from './functions.js';
import { calledByHost, nameFunction, noteCoercion, noteDescriptors, noteSuper } from './host-calls.js';
import { markAll, markLexical } from './marks.js';
import { noteArguments, reference, walkPattern, walkTarget } from './references.js';
import type { Walking } from './walking.js';

export function walkNode(w: Walking, node: Node | null | undefined, scope: Scope): void {
  if (!node) return;
  switch (node.type) {
    case 'Identifier':
      return reference(w, node, scope, false);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return walkFunction(w, node, scope, 'function');
    case 'ArrowFunctionExpression':
      return walkFunction(w, node, scope, 'arrow');
    case 'ClassDeclaration':
    case 'ClassExpression':
      return walkClass(w, node, scope);
    case 'BlockStatement':
      return walkBlock(w, node, scope);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      return walkFor(w, node, scope);
    case 'WhileStatement':
    case 'DoWhileStatement':
      w.walk(node.test, scope);
      return w.walk(node.body, loopScope(node, scope));
    case 'SwitchStatement':
      return walkSwitch(w, node, scope);
    case 'CatchClause':
      return walkCatch(w, node, scope);
    case 'VariableDeclaration':
      return walkVariables(w, node, scope);
    case 'AssignmentExpression':
      walkTarget(w, node.left, scope);
      w.walk(node.right, scope);
      nameFunction(w, node.left.property?.name ?? node.left.name, node.right);
      return noteCoercion(w, node.left.type === 'MemberExpression' ? node.left.property : node.left, node.right);
    case 'UpdateExpression':
      return walkTarget(w, node.argument, scope);
    case 'Property':
      return walkProperty(w, node, scope);
    case 'ThisExpression':
      return markLexical(scope.fn, 'usesThis');
    case 'Super':
      markLexical(scope.fn, 'usesThis');
      return markLexical(scope.fn, 'usesSuper');
    case 'MetaProperty':
      if (node.meta.name === 'new') markLexical(scope.fn, 'usesNewTarget');
      return;
    case 'IfStatement':
      wrapFunction(node, 'consequent');
      wrapFunction(node, 'alternate');
      break;
    case 'LabeledStatement':
      w.facts.names.add(node.label.name);
      break;
    case 'PrivateIdentifier':
      return markAll(scope.fn, 'usesPrivate');
    case 'CallExpression':
      if (node.callee.type === 'Identifier') {
        w.facts.called.add(node.callee);
        if (node.callee.name === 'eval') markAll(scope.fn, 'isDynamic');
      }
      if (node.callee.type === 'Super') noteSuper(w, node, scope);
      walkChildren(w, node, scope);
      return noteDescriptors(w, node);
    case 'NewExpression':
      w.facts.constructed.add(node.callee);
      walkChildren(w, node, scope);
      if (node.callee.name === 'Promise' && node.arguments.length > 0) calledByHost(w, node.arguments[0], 'executor');
      return;
    case 'WithStatement':
      markAll(scope.fn, 'isDynamic');
      break;
    case 'ImportDeclaration':
      return;
    default:
  }
  walkChildren(w, node, scope);
}

function walkChildren(w: Walking, node: Node, scope: Scope): void {
  for (const child of childrenOf(node)) {
    if (child.type === 'Identifier' && child.name === 'arguments') noteArguments(w, child, node, scope);
    w.walk(child, scope);
  }
  if (node.type === 'MemberExpression' && node.property.type === 'PrivateIdentifier') {
    w.facts.privateNames.add(node.property.name);
    markAll(scope.fn, 'usesPrivate');
  }
}

function walkProperty(w: Walking, node: Node, scope: Scope): void {
  if (node.computed) w.walk(node.key, scope);
  if (node.value.type === 'Identifier' && node.value.name === 'arguments') noteArguments(w, node.value, node, scope);
  if (node.kind !== 'init' || node.method) {
    walkFunction(w, node.value, scope, node.method ? 'method' : 'accessor', keyName(node));
  } else {
    w.walk(node.value, scope);
    nameFunction(w, node.key.name, node.value);
  }
  noteCoercion(w, node.key, node.value);
}

function walkBlock(w: Walking, node: Node, outer: Scope): void {
  const scope = new Scope('block', node, outer, outer.fn, outer.isInLoop);
  w.facts.scopes.set(node, scope);
  declareLexical(w, node.body, scope);
  for (const one of node.body) w.walk(one, scope);
}

function walkFor(w: Walking, node: Node, outer: Scope): void {
  const scope = new Scope('for', node, outer, outer.fn, true);
  w.facts.scopes.set(node, scope);
  const head: Node | null = node.type === 'ForStatement' ? node.init : node.left;
  if (head?.type === 'VariableDeclaration') {
    w.facts.heads.set(head, node.type === 'ForStatement' ? 'init' : 'left');
    // the list that a for-of goes through is evaluated before its variables are there
    const initialisedAt = node.type === 'ForStatement' ? 0 : node.body.start;
    if (head.kind !== 'var') declareVariables(w, head, scope, initialisedAt);
    walkVariables(w, head, scope);
    if (node.type !== 'ForStatement' && head.kind === 'var') markAssigned(head, scope);
  } else if (node.type === 'ForStatement') w.walk(head, scope);
  else {
    if (head?.type === 'Identifier') w.facts.targets.add(head);
    walkTarget(w, head as Node, scope);
  }
  w.walk(node.type === 'ForStatement' ? node.test : node.right, scope);
  w.walk(node.update, scope);
  w.walk(node.body, scope);
}

function markAssigned(declaration: Node, scope: Scope): void {
  for (const { id } of declaration.declarations) {
    for (const { name } of boundNames(id)) {
      const binding = scope.find(name);
      if (binding !== null) binding.isAssigned = true;
    }
  }
}

function walkSwitch(w: Walking, node: Node, outer: Scope): void {
  w.walk(node.discriminant, outer);
  const scope = new Scope('switch', node, outer, outer.fn, outer.isInLoop);
  w.facts.scopes.set(node, scope);
  for (const { consequent } of node.cases) declareLexical(w, consequent, scope);
  for (const one of node.cases) walkChildren(w, one, scope);
}

function walkCatch(w: Walking, node: Node, outer: Scope): void {
  const scope = new Scope('catch', node, outer, outer.fn, outer.isInLoop);
  w.facts.scopes.set(node, scope);
  for (const id of boundNames(node.param)) declared(w, scope, id, 'catch');
  if (node.param) walkPattern(w, node.param, scope, true);
  w.walk(node.body, scope);
}

function walkVariables(w: Walking, node: Node, scope: Scope): void {
  for (const { id, init } of node.declarations) {
    walkPattern(w, id, scope, true);
    if (init?.type === 'Identifier' && init.name === 'arguments') noteArguments(w, init, node, scope);
    w.walk(init, scope);
    nameFunction(w, id.name, init);
    if (node.kind === 'var' && init) markAssigned({ ...node, declarations: [{ id }] }, scope);
  }
}

/** `if (a) function f() {}` of sloppy code stands for a block with the function in it. */
function wrapFunction(node: Node, branch: 'consequent' | 'alternate'): void {
  const fn: Node | null = node[branch];
  if (fn?.type === 'FunctionDeclaration') {
    node[branch] = { type: 'BlockStatement', start: fn.start, end: fn.end, body: [fn] };
  }
}

function loopScope(node: Node, outer: Scope): Scope {
  return outer.isInLoop ? outer : new Scope('block', node, outer, outer.fn, true);
}
