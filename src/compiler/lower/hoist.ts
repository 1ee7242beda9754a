/**
 * Variables of a function in normal form. A block that can be entered in the middle cannot declare anything, so what it
 * declares becomes a variable of the whole function, renamed where the name is used for something else in the file:
 *
 *     not captured               a local of the fast version; the resume version has a copy (a slot of the frame)
 *     captured                   one variable in the fast version, shared by closures and the resume version inside it
 *     captured, block in a loop  a property of the iteration's box, an object: `$b1 = {x: undefined}` at the block's entry;
 *                                statements that make closures hold on to it with `const $b1$ = $b1`
 */
import { boundNames, type Node } from '../ast.js';
import type { Binding, Fn, Scope } from '../scope.js';
import type { Lowering } from './lowering.js';

/** The scope is about to be entered: its variables are hoisted, and set to what they are at its entry. */
export function hoistScope(l: Lowering, scope: Scope | undefined): void {
  if (scope === undefined) return;
  if (l.entered.has(scope)) return enterScope(l, scope);
  l.entered.add(scope);
  const boxed: Binding[] = [];
  for (const binding of scope.bindings.values()) {
    binding.isHoisted = true;
    if (binding.isLexical) findUnproven(l, binding);
    if (binding.isCaptured && scope.isInLoop) boxed.push(binding);
    else declare(l, binding, scope);
  }
  if (boxed.length > 0) {
    const box = l.variable('b');
    for (const binding of boxed) binding.box = box;
  }
  enterScope(l, scope);
}

/** What is done each time the scope is entered. */
function enterScope(l: Lowering, scope: Scope): void {
  const boxes = new Map<string, string[]>();
  for (const binding of scope.bindings.values()) {
    const first = binding.unproven.size > 0 ? '$gs.TDZ' : 'undefined';
    if (binding.box !== null) boxes.set(binding.box, [...(boxes.get(binding.box) ?? []), `${binding.out}:${first}`]);
    else if (binding.unproven.size > 0) l.text(`${binding.out}=$gs.TDZ`);
  }
  for (const [box, properties] of boxes) l.text(`${box}={${properties.join(',')}}`);
}

function declare(l: Lowering, binding: Binding, scope: Scope): void {
  const isTop = scope === l.fn.scope;
  if (!isTop && !l.file.analysis.isUnique(binding)) binding.out = l.rename(binding.name);
  if (binding.isCaptured) l.shared.add(binding.out);
  else l.locals.add(binding.out);
}

/** Parameters and variables of the function itself: the names stay. */
export function hoistFunction(l: Lowering, isNativeParameter: (name: string) => boolean): void {
  const { scope } = l.fn;
  for (const binding of scope.bindings.values()) {
    const isNative = binding.kind === 'param' && isNativeParameter(binding.name);
    binding.isHoisted = true;
    if (binding.isLexical) findUnproven(l, binding);
    if (binding.kind === 'param' && !isNative) findEarly(l, binding);
    if (isNative && !binding.isAssigned && !l.fn.usesArguments) l.unwritten.add(binding.out);
    if (binding.kind === 'function') l.hasFunctions = true;
    else if (isNative) (binding.isCaptured ? l.sharedParameters : l.parameters).add(binding.out);
    else declare(l, binding, scope);
  }
  enterScope(l, scope);
}

/** The scope of a body that has one of its own: a `var` of a parameter's name begins with its value. */
export function hoistBody(l: Lowering, scope: Scope): void {
  hoistScope(l, scope);
  for (const binding of scope.bindings.values()) {
    const param = binding.kind === 'var' ? l.fn.scope.bindings.get(binding.name) : undefined;
    if (param !== undefined) l.text([l.printer.variable(binding), '=', l.printer.variable(param)]);
  }
}

/** A parameter that is evaluated in the body: defaults before it, and its own, may not read it. */
function findEarly(l: Lowering, binding: Binding): void {
  const param: Node | undefined = l.fn.node.params.find((one: Node) =>
    boundNames(one).some((id) => l.file.analysis.bindings.get(id) === binding),
  );
  for (const { node, scope } of binding.refs) {
    if (param !== undefined && node.start < param.end && scope.fn === l.fn) binding.unproven.add(node);
  }
}

/**
 * The same for the parameters of a generator function, which an arrow evaluates: closures that a default calls share the
 * variable. Returns whether there is such a reference.
 */
export function hasEarly(binding: Binding, params: readonly Node[]): boolean {
  const param = params.find((one) => boundNames(one).some((id) => id.name === binding.name));
  const end = param?.end ?? 0;
  for (const { node } of binding.refs) if (node.start < end) binding.unproven.add(node);
  return binding.unproven.size > 0;
}

/** Records the references that may run before the declaration. */
function findUnproven(l: Lowering, binding: Binding): void {
  for (const ref of binding.refs) {
    if (!isProven(l, binding, ref.node, ref.scope.fn)) binding.unproven.add(ref.node);
  }
}

function isProven(l: Lowering, binding: Binding, ref: Node, from: Fn): boolean {
  if (binding.scope.kind === 'switch') return false;
  const { fn } = binding.scope;
  if (from === fn) return ref.start >= binding.initialisedAt;
  let inner = from;
  while (inner.parent !== fn && inner.parent !== null) inner = inner.parent;
  if (inner.node.type === 'FunctionDeclaration') return isCalledAfter(l, inner.node, binding.initialisedAt, new Set());
  return inner.node.start >= binding.initialisedAt || binding.value === inner.node;
}

/** Nobody mentions the function before that position, so nobody calls it. */
function isCalledAfter(l: Lowering, declaration: Node, position: number, seen: Set<Node>): boolean {
  if (seen.has(declaration)) return true;
  seen.add(declaration);
  const name = l.file.analysis.bindings.get(declaration.id);
  if (!name) return false;
  return name.refs.every(({ node, scope }) => {
    if (node.start >= declaration.start && node.end <= declaration.end) return true;
    if (scope.fn === name.scope.fn) return node.start >= position;
    let inner: Fn = scope.fn;
    while (inner.parent !== name.scope.fn && inner.parent !== null) inner = inner.parent;
    if (inner.node.type === 'FunctionDeclaration') return isCalledAfter(l, inner.node, position, seen);
    return inner.node.start >= position;
  });
}
