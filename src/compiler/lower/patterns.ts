/** Destructuring. It stays native where it can; with sites in it, or over an iterator that may park, it is done by steps. */
import { isAnonymous, type Node } from '../ast.js';
import type { Text } from '../output.js';
import { hasArrayPattern } from '../sites.js';
import { reference } from './assignment.js';
import { expression, namedValue, temporary, valueText } from './expressions.js';
import { closing, shortSource } from './loops.js';
import type { Lowering } from './lowering.js';

/** `target = value`, where target is anything that can be assigned or declared. */
export function assignPattern(l: Lowering, target: Node, value: Text, source: Node): void {
  switch (target.type) {
    case 'ObjectPattern':
      return isNative(l, target) ? native(l, target, value) : objectPattern(l, target, value);
    case 'ArrayPattern':
      return arrayPattern(l, target, value, source);
    case 'AssignmentPattern':
      return withDefault(l, target, value, source);
    case 'Identifier':
      return assignName(l, target, value);
    default: {
      if (!l.file.sites.has(target)) return l.text([l.printer.raw(target), '=', value]);
      const held = temporary(l, value);
      l.text([reference(l, target, target), '=', held]);
    }
  }
}

function assignName(l: Lowering, target: Node, value: Text): void {
  const { analysis } = l.file;
  const binding = analysis.bindings.get(target);
  const isDeclaration = analysis.declarations.has(target) || !binding?.isHoisted;
  l.text(isDeclaration ? [l.printer.raw(target), '=', value] : l.printer.assign(target, '=', value));
}

function native(l: Lowering, pattern: Node, value: Text): void {
  l.text(['void(', l.printer.raw(pattern), '=', value, ')']);
}

/** Only getters could be called in it, which cannot park. */
function isNative(l: Lowering, pattern: Node): boolean {
  return !hasArrayPattern(pattern) && !l.file.sites.has(pattern) && !writesTested(l, pattern);
}

/** Constants and variables that may be uninitialised are tested when they are written, which a pattern cannot do. */
function writesTested(l: Lowering, pattern: Node): boolean {
  switch (pattern.type) {
    case 'Identifier': {
      if (l.file.analysis.declarations.has(pattern)) return false;
      const binding = l.file.analysis.bindings.get(pattern);
      return binding?.isHoisted === true && (binding.isConstant || binding.unproven.has(pattern));
    }
    case 'ObjectPattern':
      return pattern.properties.some((one: Node) => writesTested(l, one.value ?? one.argument));
    case 'ArrayPattern':
      return pattern.elements.some((one: Node | null) => one !== null && writesTested(l, one));
    case 'AssignmentPattern':
      return writesTested(l, pattern.left) || isNamedDefault(pattern);
    case 'RestElement':
      return writesTested(l, pattern.argument);
    default:
      return false;
  }
}

/** The default takes its name from a variable that may have been renamed. */
function isNamedDefault(pattern: Node): boolean {
  return isAnonymous(pattern.right) && pattern.left.type === 'Identifier';
}

function withDefault(l: Lowering, target: Node, value: Text, source: Node): void {
  const place =
    l.file.sites.has(target.left) && target.left.type === 'MemberExpression'
      ? reference(l, target.left, target.right)
      : null;
  l.text([l.result, '=', value]);
  const yes = l.collect(() => {
    const isNamed = isNamedDefault(target);
    const fallback = isNamed ? namedValue(l, target.right, target.left.name) : valueText(l, target.right);
    if (fallback !== l.result) l.text([l.result, '=', fallback]);
  });
  l.out.push({ type: 'if', test: `${l.result}===undefined`, yes, no: [] });
  if (place !== null) l.text([place, '=', l.result]);
  else assignPattern(l, target.left, l.result, source);
}

function objectPattern(l: Lowering, pattern: Node, value: Text): void {
  const object = l.variable('o');
  l.text([object, '=$gs.object(', value, ')']);
  const keys: Text[] = [];
  const hasRest = pattern.properties.some((one: Node) => one.type === 'RestElement');
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      element(l, property.argument, [`$gs.rest(${object},[`, ...keys.flatMap((key) => [key, ',']), '])'], property);
      continue;
    }
    const key = keyOf(l, property, hasRest);
    if (hasRest) keys.push(key);
    element(l, property.value, [object, '[', key, ']'], property);
  }
}

function keyOf(l: Lowering, property: Node, hasRest: boolean): Text {
  if (!property.computed) return JSON.stringify(String(property.key.name ?? property.key.value));
  if (property.key.type === 'Literal' && !hasRest) return l.printer.raw(property.key);
  const key = l.variable('o');
  l.text([key, '=$gs.key(', expression(l, property.key), ')']);
  return key;
}

/** A member target is evaluated before the value is got. */
function element(l: Lowering, target: Node, value: Text, source: Node): void {
  l.scoped(() => {
    const inner = target.type === 'AssignmentPattern' ? target.left : target;
    if (inner.type !== 'MemberExpression') return assignPattern(l, target, value, source);
    const place = reference(l, inner, source);
    l.text([l.result, '=', value]);
    if (target.type === 'AssignmentPattern') {
      const yes = l.collect(() => {
        const fallback = valueText(l, target.right);
        if (fallback !== l.result) l.text([l.result, '=', fallback]);
      });
      l.out.push({ type: 'if', test: `${l.result}===undefined`, yes, no: [] });
    }
    l.text([place, '=', l.result]);
  });
}

/** Plain arrays are destructured by the host when nothing inside can park; the rest goes by the iterator's steps. */
function arrayPattern(l: Lowering, pattern: Node, value: Text, source: Node): void {
  const list = l.variable('o');
  l.text([list, '=', value]);
  l.text(`${l.result}=${list}[$gs.it]`);
  const isSimple = pattern.elements.every(
    (one: Node | null) => one === null || (!hasArrayPattern(one) && !l.file.sites.has(one) && !writesTested(l, one)),
  );
  if (!isSimple) return steps(l, pattern, list, source);
  const yes = l.collect(() => native(l, pattern, list));
  const no = l.collect(() => steps(l, pattern, list, source));
  l.out.push({ type: 'if', test: `${l.result}===$gs.values&&$gs.list(${list})`, yes, no });
}

/** The result variable holds what `list` has as `[Symbol.iterator]`. */
function steps(l: Lowering, pattern: Node, list: string, source: Node): void {
  const iterator = l.variable('o');
  const text = JSON.stringify(shortSource(l, source));
  const opened = l.site(`$gs.openBy(${list},${l.result},${text})`, source);
  l.text(`${iterator}=${opened}`);
  closing(l, iterator, source, () => {
    for (const one of pattern.elements) step(l, one, iterator, source);
  });
  // the pattern has what it needs
  const close = l.collect(() => l.site(`$gs.closeIter(${iterator})`, source));
  l.out.push({ type: 'if', test: `!${iterator}.done`, yes: close, no: [] });
}

function step(l: Lowering, target: Node | null, iterator: string, source: Node): void {
  if (target === null) {
    l.site(`$gs.stepIter(${iterator})`, source);
    return;
  }
  const isRest = target.type === 'RestElement';
  const inner = isRest ? target.argument : target;
  const member = inner.type === 'AssignmentPattern' ? inner.left : inner;
  const place = member.type === 'MemberExpression' ? l.scoped(() => holdReference(l, member)) : null;
  const got = l.site(`$gs.${isRest ? 'restIter' : 'stepIter'}(${iterator})`, target);
  l.scoped(() => {
    if (place === null) return assignPattern(l, inner, got, target);
    if (inner.type === 'AssignmentPattern') {
      const yes = l.collect(() => {
        const fallback = valueText(l, inner.right);
        if (fallback !== l.result) l.text([l.result, '=', fallback]);
      });
      l.out.push({ type: 'if', test: `${l.result}===undefined`, yes, no: [] });
    }
    l.text([place, '=', l.result]);
  });
}

/** The place stays usable over the sites that follow. */
function holdReference(l: Lowering, member: Node): Text {
  const hold = (value: Text) => {
    const name = l.variable('o');
    l.text([name, '=', value]);
    return name;
  };
  const key = !member.computed
    ? ['.', member.property.type === 'PrivateIdentifier' ? `#${member.property.name}` : member.property.name]
    : null;
  if (member.object.type === 'Super') return ['super', key ?? ['[', hold(expression(l, member.property)), ']']];
  const object = hold(expression(l, member.object));
  return [object, key ?? ['[', hold(expression(l, member.property)), ']']];
}
