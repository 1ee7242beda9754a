/** Statements into normal form. What has no site in it stays one piece of text. */
import { isLoop, type Node } from '../ast.js';
import { labelsOf, type Statement } from '../ir.js';
import type { Text } from '../output.js';
import { namedBy } from '../printer.js';
import type { Binding } from '../scope.js';
import { isBranching, leaveUnless } from './branches.js';
import { GENERATOR_METHODS, pickedMethod } from './calls.js';
import { condition, effect, expression, namedValue, valueText } from './expressions.js';
import { hoistScope } from './hoist.js';
import { returnText } from './jumps.js';
import { lowerDoWhile, lowerFor, lowerForIn, lowerForOf, lowerWhile } from './loops.js';
import type { Lowering } from './lowering.js';
import { assignPattern } from './patterns.js';
import { lowerTry } from './try.js';

export function statements(l: Lowering, nodes: readonly Node[]): void {
  for (const node of nodes) statement(l, node);
}

export function statement(l: Lowering, node: Node, labels: string[] = []): void {
  if (node.type === 'FunctionDeclaration') return; // made at the entry of its scope
  if (!l.file.sites.has(node)) {
    l.text(labelled(labels, l.printer.raw(node)));
    return;
  }
  l.scoped(() => lower(l, node, labels));
}

function labelled(labels: string[], text: Text): Text {
  return labels.length === 0 ? text : [labels.map((one) => `${one}:`).join(''), text];
}

function lower(l: Lowering, node: Node, labels: string[]): void {
  switch (node.type) {
    case 'ExpressionStatement':
      return effect(l, node.expression);
    case 'VariableDeclaration':
      return variables(l, node);
    case 'ReturnStatement':
      return lowerReturn(l, node);
    case 'ThrowStatement':
      return l.text(['throw ', valueText(l, node.argument)]);
    case 'IfStatement':
      return lowerIf(l, node);
    case 'BlockStatement':
      return labelledBlock(l, labels, () => block(l, node));
    case 'LabeledStatement':
      return lowerLabelled(l, node, labels);
    case 'SwitchStatement':
      return lowerSwitch(l, node, labels);
    case 'TryStatement':
      return labelledBlock(l, labels, () => lowerTry(l, node));
    case 'ClassDeclaration':
      return lowerClassDeclaration(l, node);
    case 'WhileStatement':
      return lowerWhile(l, node, labels);
    case 'DoWhileStatement':
      return lowerDoWhile(l, node, labels);
    case 'ForStatement':
      return lowerFor(l, node, labels);
    case 'ForInStatement':
      return lowerForIn(l, node, labels);
    case 'ForOfStatement':
      return lowerForOf(l, node, labels);
    default:
      throw new Error(`unreachable: a site in a ${node.type}`);
  }
}

/** A block's scope, and the functions it declares. */
export function block(l: Lowering, node: Node): void {
  hoistScope(l, l.file.analysis.scopes.get(node));
  blockBody(l, node.body);
}

export function blockBody(l: Lowering, body: readonly Node[]): void {
  const using = body.findIndex((one) => one.type === 'VariableDeclaration' && /using$/.test(one.kind));
  if (using >= 0) return usingBody(l, body, using);
  declareFunctions(l, body);
  for (const one of body) {
    if (one.type === 'FunctionDeclaration') annexB(l, one);
    statement(l, one);
  }
}

/** Functions of a block exist from its entry on. */
function declareFunctions(l: Lowering, body: readonly Node[]): void {
  for (const one of body) {
    const node = one.type === 'LabeledStatement' ? one.body : one;
    if (node.type !== 'FunctionDeclaration') continue;
    const text = l.printer.raw({ ...node, type: 'FunctionExpression', id: null, original: node });
    l.text([l.printer.declared(node.id), '=', namedBy(text, node.id.name)]);
  }
}

/** In sloppy code the evaluation of a function declared in a block sets the function's `var` of that name as well. */
function annexB(l: Lowering, node: Node): void {
  const inner = l.file.analysis.bindings.get(node.id);
  const outer = (l.fn.body ?? l.fn.scope).bindings.get(node.id.name);
  if (!outer || !inner || outer === inner || !/^(var|function)$/.test(outer.kind) || l.fn.isStrict) return;
  if (node.async || node.generator) return;
  l.text([l.printer.variable(outer), '=', l.printer.declared(node.id)]);
}

/** `using`: the same as try/finally with a stack of what is to be disposed. */
function usingBody(l: Lowering, body: readonly Node[], at: number): void {
  declareFunctions(l, body);
  statements(l, body.slice(0, at));
  const declaration = body[at] as Node;
  const stack = l.variable('d');
  l.text(`${stack}=$gs.disposables()`);
  lowerTry(l, {
    type: 'TryStatement',
    start: declaration.start,
    end: declaration.end,
    using: { stack, declaration, rest: body.slice(at + 1) },
  });
}

function variables(l: Lowering, node: Node): void {
  for (const { id, init } of node.declarations) {
    l.scoped(() => {
      if (
        init !== null &&
        l.file.sites.has({
          ...node,
          declarations: [{ type: 'VariableDeclarator', start: id.start, end: init.end, id, init }],
        })
      ) {
        declareOne(l, id, init);
      } else
        l.text(
          l.printer.raw({
            ...node,
            declarations: [{ type: 'VariableDeclarator', id, init, start: id.start, end: init?.end ?? id.end }],
          }),
        );
    });
  }
}

function declareOne(l: Lowering, id: Node, init: Node): void {
  if (id.type !== 'Identifier') return assignPattern(l, id, expression(l, init), init);
  const { bindings } = l.file.analysis;
  const binding = bindings.get(id) as Binding;
  const value = namedValue(l, init, id.name);
  l.text([l.printer.variable(binding), '=', value]);
}

function lowerReturn(l: Lowering, node: Node): void {
  const value = valueText(l, node.argument);
  const call = mayEndWith(l, node.argument) ? l.takeTailCall(value) : null;
  l.text(call === null ? returnText(l.printer, value) : ['return ', call]);
}

/** `return f(x)`: what the call returns, the token included, goes to the caller; this activation is over. */
function mayEndWith(l: Lowering, argument: Node): boolean {
  if (!l.allowsTailCalls || l.tries > 0) return false;
  if (l.printer.context.targets.some((one) => one.type === 'finally')) return false;
  if (argument.type === 'NewExpression') return true;
  // a generator hands on more than a token
  return argument.type === 'CallExpression' && !GENERATOR_METHODS.has(pickedMethod(argument.callee) ?? '');
}

function lowerIf(l: Lowering, node: Node): void {
  if (isBranching(l, node.test)) return branchingIf(l, node);
  const test = condition(l, node.test);
  const yes = l.collect(() => statement(l, node.consequent));
  const no = l.collect(() => node.alternate && statement(l, node.alternate));
  l.out.push({ type: 'if', test, yes, no });
}

function branchingIf(l: Lowering, node: Node): void {
  const otherwise = l.label('l');
  const done = l.label('l');
  const yes = l.collect(() => {
    leaveUnless(l, node.test, `break ${otherwise}`);
    statement(l, node.consequent);
    if (node.alternate) l.text(`break ${done}`);
  });
  const first: Statement = { type: 'label', name: otherwise, body: yes };
  if (!node.alternate) {
    l.out.push(first);
    return;
  }
  const no = l.collect(() => statement(l, node.alternate));
  l.out.push({ type: 'label', name: done, body: [first, ...no] });
}

function labelledBlock(l: Lowering, labels: string[], work: () => void): void {
  if (labels.length === 0) return work();
  const body = l.collect(() => l.within({ type: 'label', labels }, work));
  l.out.push({ type: 'label', name: labels.join(':'), body });
}

function lowerLabelled(l: Lowering, node: Node, labels: string[]): void {
  const all = [...labels, node.label.name];
  const { body } = node;
  if (body.type === 'LabeledStatement' || body.type === 'SwitchStatement' || isLoop(body))
    return statement(l, body, all);
  // one label of each name is enough: the blocks are nested
  const inner = l.collect(() => l.within({ type: 'label', labels: [node.label.name] }, () => statement(l, body)));
  const whole = labels.reduceRight<Statement>((one, name) => ({ type: 'label', name, body: [one] }), {
    type: 'label',
    name: node.label.name,
    body: inner,
  });
  l.out.push(whole);
}

function lowerClassDeclaration(l: Lowering, node: Node): void {
  const binding = l.file.analysis.bindings.get(node.id) as Binding;
  const value = expression(l, { ...node, type: 'ClassExpression', original: node });
  l.text([l.printer.variable(binding), '=', value]);
}

function lowerSwitch(l: Lowering, node: Node, labels: string[]): void {
  let value = valueText(l, node.discriminant);
  const scope = l.file.analysis.scopes.get(node);
  const hasTests = l.file.sites.anyOf(node.cases.map((one: Node) => one.test));
  if (hasTests || (scope?.bindings.size ?? 0) > 0) {
    const held = l.variable('w');
    l.text([held, '=', value]);
    value = held;
  }
  hoistScope(l, scope);
  declareFunctions(
    l,
    node.cases.flatMap((one: Node) => one.consequent),
  );
  const index = l.label('i');
  const chosen = hasTests ? chooseCase(l, node, value) : null;
  const cases = node.cases.map((one: Node, at: number) => ({
    test: one.test === null ? null : chosen === null ? l.printer.value(one.test) : String(at),
    body: l.collect(() => l.within({ type: 'switch', labels }, () => caseBody(l, one.consequent))),
  }));
  l.out.push({ type: 'switch', label: labelsOf(labels), value: chosen ?? value, index, cases });
}

function caseBody(l: Lowering, body: Node[]): void {
  for (const one of body) {
    if (one.type === 'FunctionDeclaration') annexB(l, one);
    statement(l, one);
  }
}

/** Some test may park: the tests become a chain that ends with the number of the case. */
function chooseCase(l: Lowering, node: Node, value: Text): string {
  const chosen = l.variable('w');
  const done = l.label('l');
  const fallback = node.cases.findIndex((one: Node) => one.test === null);
  const body = l.collect(() => {
    for (const [at, one] of node.cases.entries()) {
      if (one.test === null) continue;
      const test = l.scoped(() => l.plain(expression(l, one.test)));
      l.text(['if(', value, '===', test, `){${chosen}=${at};break ${done};}`]);
    }
    l.text(`${chosen}=${fallback}`);
  });
  l.out.push({ type: 'label', name: done, body });
  return chosen;
}
