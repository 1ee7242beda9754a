/** Who declares each name: collected when a scope is entered, so that every reference is resolved when it is met. */
import { boundNames, childrenOf, isFunction, type Node } from '../ast.js';
import type { Binding, BindingKind, Scope } from '../scope.js';
import type { Walking } from './walking.js';

export function declared(w: Walking, scope: Scope, id: Node, kind: BindingKind, initialisedAt = 0): Binding {
  const binding = scope.declare(id.name, kind, initialisedAt);
  w.facts.bindings.set(id, binding);
  w.facts.declarations.add(id);
  w.facts.use(id.name, binding);
  return binding;
}

/** `var` and, in sloppy mode, what functions in blocks do to the function's scope. */
export function hoistVars(w: Walking, body: Node[], scope: Scope): void {
  for (const one of body) hoistVar(w, one, scope, false);
}

function hoistVar(w: Walking, node: Node | null | undefined, scope: Scope, isNested: boolean): void {
  if (!node) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) {
      for (const name of boundNames(id)) declared(w, scope, name, 'var');
    }
    return;
  }
  if (node.type === 'FunctionDeclaration') {
    if (isNested && !scope.fn.isStrict && !node.async && !node.generator) w.facts.reassigned.add(node.id.name);
    const isTaken = scope.bindings.has(node.id.name) || scope.fn.scope.bindings.has(node.id.name);
    if (isNested && !scope.fn.isStrict && !node.async && !node.generator && !isTaken) {
      w.facts.use(node.id.name, scope.declare(node.id.name, 'var'));
    }
    return;
  }
  if (isFunction(node) || node.type === 'ClassDeclaration' || !isStatement(node)) return;
  const inBlock = isNested || node.type !== 'LabeledStatement';
  for (const child of childrenOf(node)) hoistVar(w, child, scope, inBlock);
}

export function declareLexical(w: Walking, body: Node[], scope: Scope): void {
  for (const one of body) {
    const node =
      one.type === 'ExportNamedDeclaration' || one.type === 'ExportDefaultDeclaration' ? one.declaration : one;
    if (node) declareStatement(w, node, scope);
    if (node && node !== one) for (const id of declaredNames(node)) noteExport(w, id, scope);
  }
}

function noteExport(w: Walking, id: Node, scope: Scope): void {
  const binding = scope.bindings.get(id.name);
  if (binding !== undefined) w.facts.exported.add(binding);
}

function declareStatement(w: Walking, node: Node, scope: Scope): void {
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind !== 'var') declareVariables(w, node, scope);
      break;
    case 'ClassDeclaration':
      if (node.id) nameForGood(w, node, declared(w, scope, node.id, 'class', node.end));
      break;
    case 'FunctionDeclaration':
      if (node.id) nameForGood(w, node, declared(w, scope, node.id, 'function'));
      break;
    case 'LabeledStatement':
      if (node.body.type === 'FunctionDeclaration') declareStatement(w, node.body, scope);
      break;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) {
        declared(w, scope, local, 'import').importedFrom = String(node.source.value);
      }
      break;
    default:
  }
}

function nameForGood(w: Walking, fn: Node, binding: Binding): void {
  binding.value = fn;
  w.facts.namedBindings.set(fn, binding);
}

export function declareVariables(w: Walking, node: Node, scope: Scope, initialisedAt = 0): void {
  const kind: BindingKind = node.kind === 'let' ? 'let' : 'const'; // using is constant as well
  for (const { id, end, init } of node.declarations) {
    for (const name of boundNames(id)) {
      const binding = declared(w, scope, name, kind, initialisedAt || end);
      if (kind === 'const' && id.type === 'Identifier' && init && isFunction(init)) nameForGood(w, init, binding);
    }
  }
}

function declaredNames(node: Node): Node[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap((one: Node) => boundNames(one.id));
  return node.id ? [node.id] : [];
}

export function isStatement(node: Node): boolean {
  return /Statement$|^SwitchCase$|^CatchClause$/.test(node.type) && node.type !== 'ExpressionStatement';
}
