/**
 * Expressions into normal form. Everything keeps the order in which the standard evaluates it: what stands left of a site
 * is evaluated before it and kept in a temporary, unless nothing can change it; what stands right of the last one stays
 * in place. A node whose parts were taken out is printed as it stands, with the temporaries in place of the parts.
 */
import { childrenOf, isAnonymous, isClass, isFunction, type Node } from '../ast.js';
import { printClass } from '../classes.js';
import type { Text } from '../output.js';
import { namedBy } from '../printer.js';
import { lowerAssignment } from './assignment.js';
import { lowerCall, lowerNew, lowerTagged } from './calls.js';
import { lowerChain, lowerDelete } from './chains.js';
import type { Lowering } from './lowering.js';

/** Text for the value. If it has sites they were emitted; it must be used before the next site. Safe as an operand. */
export function expression(l: Lowering, node: Node): Text {
  if (!l.file.sites.has(node)) return operand(l, node);
  switch (node.type) {
    case 'CallExpression':
      return lowerCall(l, node);
    case 'NewExpression':
      return lowerNew(l, node);
    case 'TaggedTemplateExpression':
      return lowerTagged(l, node);
    case 'ChainExpression':
      return lowerChain(l, node);
    case 'AssignmentExpression':
      return lowerAssignment(l, node);
    case 'SequenceExpression':
      return lowerSequence(l, node);
    case 'ConditionalExpression':
      return lowerConditional(l, node);
    case 'LogicalExpression':
      return lowerLogical(l, node);
    case 'YieldExpression':
      return lowerYield(l, node);
    case 'UnaryExpression':
      if (node.operator === 'delete' && node.argument.type === 'ChainExpression') return lowerDelete(l, node);
      if (node.operator === 'delete' && node.argument.type === 'MemberExpression') {
        return ['(', taken(l, node, memberParts(node.argument)), ')'];
      }
      return ['(', taken(l, node, [node.argument]), ')'];
    case 'UpdateExpression':
      return ['(', taken(l, node, memberParts(node.argument)), ')'];
    case 'MemberExpression':
      return taken(l, node, memberParts(node));
    case 'TemplateLiteral':
      return ['(', lowerTemplate(l, node), ')'];
    case 'ObjectExpression':
      return ['(', lowerObject(l, node), ')'];
    case 'SpreadElement':
      return lowerSpread(l, node);
    case 'ParenthesizedExpression':
      return expression(l, node.expression);
    default:
      if (isClass(node)) return ['(', lowerClass(l, node), ')'];
      return ['(', taken(l, node, childrenOf(node)), ')'];
  }
}

/** For an assignment, an argument, a return: no parentheses needed. */
export function valueText(l: Lowering, node: Node): Text {
  return l.file.sites.has(node) ? expression(l, node) : l.plain(l.printer.value(node));
}

export function condition(l: Lowering, node: Node): Text {
  return l.plain(l.file.sites.has(node) ? expression(l, node) : l.printer.raw(node));
}

/** Evaluates for the effect alone. */
export function effect(l: Lowering, node: Node): void {
  if (node.type === 'SequenceExpression') {
    for (const one of node.expressions) effect(l, one);
    return;
  }
  if (!l.file.sites.has(node)) {
    const text = l.printer.raw(node);
    l.text(canBegin(l, node) ? text : ['void(', text, ')']);
    return;
  }
  const text = expression(l, node);
  if (typeof text === 'string') return; // a variable
  l.text(['void ', text]);
}

/** Objects, functions and classes cannot begin a statement; and a literal alone could be taken for a directive. */
function canBegin(l: Lowering, node: Node): boolean {
  return /^(?!function\b|class\b|let\b|async\b)[\w$+\-(]/.test(l.file.source.slice(node.start, node.start + 9));
}

/** Printed so that it can stand anywhere in an expression. */
export function operand(l: Lowering, node: Node): Text {
  return operandText(node, l.printer.raw(node));
}

function operandText(node: Node, text: Text): Text {
  return ATOMS.has(node.type) || (node.type === 'Literal' && typeof node.value !== 'number') ? text : ['(', text, ')'];
}

const ATOMS = new Set([
  'Identifier',
  'ThisExpression',
  'MemberExpression',
  'Super',
  'PrivateIdentifier',
  'ArrayExpression',
]);

/** Takes the parts with sites, and those left of them, out of the node; what is left of it is its value. */
function taken(l: Lowering, node: Node, parts: readonly Node[]): Text {
  takeOut(l, parts);
  return l.printer.unchanged(node);
}

export function takeOut(l: Lowering, parts: readonly Node[]): void {
  const { replaced } = l.printer.context;
  let last = parts.length - 1;
  while (last >= 0 && !l.file.sites.has(parts[last])) last--;
  for (let at = 0; at <= last; at++) {
    const part = parts[at] as Node;
    const text = at === last ? expression(l, part) : kept(l, part, parts.slice(at + 1, last + 1));
    if (text !== null) replaced.set(part, text);
  }
}

/** Evaluates a part that stands left of a site; null when it can stay where it is. */
function kept(l: Lowering, node: Node, later: readonly Node[]): Text | null {
  if (!l.file.sites.has(node) && isStable(l, node, later)) return null;
  if (node.type === 'SpreadElement') return ['...', temporary(l, ['[', expression(l, node), ']'])];
  return temporary(l, unnamed(node, expression(l, node)));
}

/** The value for a place that is called `name`. */
export function namedValue(l: Lowering, node: Node, name: string): Text {
  if (!l.file.sites.has(node)) return l.printer.named(node, name);
  const value = expression(l, node);
  return isAnonymous(node) ? namedBy(value, name) : value;
}

/** Keeps a temporary from giving its name to an anonymous class or function. */
export function unnamed(node: Node, text: Text): Text {
  return isAnonymous(node) ? ['(0,', text, ')'] : text;
}

/** Arrays are spread by the host; what another iterator yields is collected first, as its methods may park. */
function lowerSpread(l: Lowering, node: Node): Text {
  const list = temporary(l, expression(l, node.argument));
  const collect = l.collect(() => {
    const collected = l.site(`$gs.toList(${list})`, node);
    l.text(`${list}=${collected}`);
  });
  const isOther = `${list}===undefined||${list}===null||${list}[$gs.it]!==$gs.values||!$gs.list(${list})`;
  l.out.push({ type: 'if', test: isOther, yes: collect, no: [] });
  return ['...', list];
}

export function temporary(l: Lowering, value: Text): string {
  if (l.isTemp(value)) return value;
  const name = l.temp();
  l.text([name, '=', value]);
  return name;
}

/** Its value is the same after the later parts have run. */
export function isStable(l: Lowering, node: Node, later: readonly Node[]): boolean {
  if (node.type === 'Literal' && !node.regex) return true;
  if (node.type === 'ThisExpression') return l.fn.kind !== 'derived';
  if (node.type === 'Super' || isFunction(node) || node.type === 'PrivateIdentifier') return true;
  if (node.type !== 'Identifier') return false;
  const binding = l.file.analysis.bindings.get(node);
  if (!binding) return binding === null && (node.name === 'undefined' || node.name === 'Math');
  if (binding.unproven.has(node) || binding.kind === 'import') return false;
  if (binding.kind === 'param' && l.fn.usesArguments) return false; // `arguments[0] = ...`
  if (!binding.isAssigned) return binding.kind !== 'var';
  if (binding.isCaptured || binding.scope.fn !== l.fn) return false;
  return !later.some((one) => writes(one, binding.refs));
}

function writes(node: Node, refs: { node: Node; isWrite: boolean }[]): boolean {
  return refs.some((ref) => ref.isWrite && ref.node.start >= node.start && ref.node.end <= node.end);
}

export function memberParts(node: Node): Node[] {
  if (node.type !== 'MemberExpression') return [node];
  return node.computed ? [node.object, node.property] : [node.object];
}

// --- control flow ---------------------------------------------------------------------------------------------------

function lowerSequence(l: Lowering, node: Node): Text {
  const { expressions } = node;
  for (const one of expressions.slice(0, -1)) l.scoped(() => effect(l, one));
  return ['(0,', expression(l, expressions[expressions.length - 1]), ')'];
}

/** Sets the shared result variable: both branches end there. */
function into(l: Lowering, node: Node): void {
  const text = unnamed(node, valueText(l, node));
  if (text !== l.result) l.text([l.result, '=', text]);
}

function lowerConditional(l: Lowering, node: Node): Text {
  if (!l.file.sites.anyOf([node.consequent, node.alternate])) return ['(', taken(l, node, [node.test]), ')'];
  const test = condition(l, node.test);
  const yes = l.collect(() => into(l, node.consequent));
  const no = l.collect(() => into(l, node.alternate));
  l.out.push({ type: 'if', test, yes, no });
  return l.result;
}

function lowerLogical(l: Lowering, node: Node): Text {
  if (!l.file.sites.has(node.right)) return ['(', taken(l, node, [node.left]), ')'];
  into(l, node.left);
  const yes = l.collect(() => into(l, node.right));
  l.out.push({ type: 'if', test: logicalTest(node.operator, l.result), yes, no: [] });
  return l.result;
}

/** The right-hand side is evaluated. */
export function logicalTest(operator: string, value: string): string {
  if (operator.startsWith('&&')) return value;
  return operator.startsWith('||') ? `!${value}` : `${value}===undefined||${value}===null`;
}

/** Generators stay native, so a yield is a yield; it is taken out as it comes between other evaluations. */
function lowerYield(l: Lowering, node: Node): Text {
  const value = node.argument === null ? 'undefined' : valueText(l, node.argument);
  if (node.delegate) return lowerDelegation(l, node, value);
  l.text([l.result, '=yield ', value]);
  return l.result;
}

/** The iterator is made by a call of ours, which may park; the host goes on with it. */
function lowerDelegation(l: Lowering, node: Node, value: Text): Text {
  const iterable = temporary(l, value);
  const opened = l.site(`$gs.opened(${iterable})`, node);
  l.text(`${l.result}=yield* $gs.relay(${iterable},${opened})`);
  return l.result;
}

// --- literals with an order of their own ----------------------------------------------------------------------------

/** Each value is made a string when it is evaluated, before the next one is. */
function lowerTemplate(l: Lowering, node: Node): Text {
  const parts: Node[] = node.expressions;
  let last = parts.length - 1;
  while (last >= 0 && !l.file.sites.has(parts[last])) last--;
  for (const [at, part] of parts.entries()) {
    if (at > last) break;
    const text = expression(l, part);
    l.printer.context.replaced.set(part, at === last ? text : temporary(l, ['`${', text, '}`']));
  }
  return l.printer.unchanged(node);
}

function lowerObject(l: Lowering, node: Node): Text {
  const { replaced } = l.printer.context;
  const parts: { node: Node; isKey: boolean; name: string | null }[] = node.properties.flatMap((one: Node) => {
    if (one.type === 'SpreadElement') return [{ node: one.argument, isKey: false, isSpread: true, name: null }];
    const name = one.computed ? null : String(one.key.name ?? one.key.value);
    const value = { node: one.value, isKey: false, name };
    return one.computed ? [{ node: one.key, isKey: true, name: null }, value] : [value];
  });
  let last = parts.length - 1;
  while (last >= 0 && !l.file.sites.has(parts[last]?.node)) last--;
  for (let at = 0; at <= last; at++) {
    const { node: part, isKey, name } = parts[at] as (typeof parts)[0];
    const isSpread = (parts[at] as { isSpread?: boolean }).isSpread === true;
    if (isKey && part.type !== 'Literal') replaced.set(part, temporary(l, ['$gs.key(', expression(l, part), ')']));
    else if (isFunction(part)) continue;
    else if (at === last) replaced.set(part, expression(l, part));
    else if (isSpread) replaced.set(part, temporary(l, ['{...', expression(l, part), '}']));
    else if (isAnonymous(part) && name !== null) replaced.set(part, temporary(l, namedValue(l, part, name)));
    else {
      const later = parts.slice(at + 1, last + 1).map((one) => one.node);
      const text = kept(l, part, later);
      if (text !== null) replaced.set(part, text);
    }
  }
  // shorthand properties print their key as well
  return l.printer.unchanged(node);
}

function lowerClass(l: Lowering, node: Node): Text {
  const keys = node.body.body.filter((member: Node) => member.computed).map((member: Node) => member.key);
  takeOut(l, node.superClass ? [node.superClass, ...keys] : keys);
  return printClass(l.printer, node);
}
