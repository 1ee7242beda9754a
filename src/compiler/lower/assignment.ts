/** Assignments with a site on either side: the target is evaluated first, then the value, then it is written. */
import { isAnonymous, isFunction, type Node } from '../ast.js';
import type { Text } from '../output.js';
import {
  expression,
  isStable,
  logicalTest,
  memberParts,
  namedValue,
  operand,
  takeOut,
  temporary,
  valueText,
} from './expressions.js';
import type { Lowering } from './lowering.js';
import { assignPattern } from './patterns.js';

export function lowerAssignment(l: Lowering, node: Node): Text {
  const { left, operator } = node;
  if (/^(&&|\|\||\?\?)=$/.test(operator)) return logicalAssignment(l, node);
  if (left.type === 'Identifier') return identifierAssignment(l, node);
  if (left.type === 'MemberExpression') {
    return operator === '=' ? memberAssignment(l, node) : compoundMember(l, node);
  }
  const value = temporary(l, valueText(l, node.right));
  assignPattern(l, left, value, node.right);
  return value;
}

function identifierAssignment(l: Lowering, node: Node): Text {
  const { left, right, operator } = node;
  const binding = l.file.analysis.bindings.get(left);
  if (operator === '=') {
    const value = isAnonymous(right) ? namedValue(l, right, left.name) : valueText(l, right);
    if (binding?.isHoisted) return ['(', l.printer.assign(left, '=', value), ')'];
    return ['(', l.printer.raw(left), '=', value, ')'];
  }
  const isOwn = binding && isStable(l, left, [right]);
  const old = isOwn ? null : temporary(l, l.printer.raw(left));
  const value = expression(l, right);
  const change = old === null ? value : [old, operator.slice(0, -1), value];
  const write = old === null ? operator : '=';
  if (binding?.isHoisted) return ['(', l.printer.assign(left, write, change), ')'];
  return ['(', l.printer.raw(left), write, change, ')'];
}

function memberAssignment(l: Lowering, node: Node): Text {
  const { left, right } = node;
  const parts = left.object.type === 'Super' ? (left.computed ? [left.property] : []) : memberParts(left);
  takeOut(l, [...parts, right]);
  return ['(', l.printer.unchanged(node, [left, right]), ')'];
}

/** Object and key are evaluated once, the old value is read before the new one is computed. */
function compoundMember(l: Lowering, node: Node): Text {
  const target = reference(l, node.left, node.right);
  if (!l.file.sites.has(node.right)) return ['(', target, node.operator, l.printer.value(node.right), ')'];
  const old = temporary(l, target);
  const value = expression(l, node.right);
  return ['(', target, '=', old, node.operator.slice(0, -1), value, ')'];
}

/**
 * `o.p` or `o[k]` of variables and temporaries, which can be read and written. An object as key is converted
 * at each, as the host does it.
 */
export function reference(l: Lowering, node: Node, later: Node): Text {
  const { object, property } = node;
  const key = () => {
    if (!node.computed) return ['.', property.type === 'PrivateIdentifier' ? `#${property.name}` : property.name];
    if (property.type === 'Literal') return ['[', l.printer.raw(property), ']'];
    return ['[', temporary(l, expression(l, property)), ']'];
  };
  if (object.type === 'Super') return ['super', key()];
  const following = node.computed ? [property, later] : [later];
  const isKept = !isFunction(object) && !l.file.sites.has(object) && isStable(l, object, following);
  const base = isKept ? operand(l, object) : temporary(l, expression(l, object));
  return [base, key()];
}

function logicalAssignment(l: Lowering, node: Node): Text {
  const { left, right, operator } = node;
  const target = left.type === 'MemberExpression' ? reference(l, left, right) : null;
  l.text([l.result, '=', target ?? l.printer.raw(left)]);
  const yes = l.collect(() => {
    const value = isAnonymous(right) && target === null ? namedValue(l, right, left.name) : valueText(l, right);
    const binding = target === null ? l.file.analysis.bindings.get(left) : null;
    const write = binding?.isHoisted ? l.printer.assign(left, '=', value) : [target ?? l.printer.raw(left), '=', value];
    l.text([l.result, '=(', write, ')']);
  });
  l.out.push({ type: 'if', test: logicalTest(operator, l.result), yes, no: [] });
  return l.result;
}
