/**
 * Where V8 says that a site is, as an offset: the stack of a parked function is to show what that of a running one shows.
 *
 *     load(a)   o.load(a)   (o.load)(a)   o['load'](a)   o.load?.(a)   load`a`   new Loader(a)   for (const a of b)   [...a]
 *     ^           ^                 ^             ^              ^         ^     ^                          ^             ^
 */
import type { Node } from './ast.js';

export function sitePosition(source: string, node: Node): number {
  switch (node.type) {
    case 'CallExpression':
      return callPosition(source, node.callee);
    case 'TaggedTemplateExpression':
      return node.quasi.start;
    case 'VariableDeclaration':
      return node.declarations[0].id.start;
    case 'SpreadElement':
    case 'YieldExpression':
      return (node.argument ?? node).start;
    default:
      return node.start;
  }
}

/** V8 goes by the token before the parenthesis: reserved words are no names to it, wherever they stand. */
function callPosition(source: string, callee: Node): number {
  const end = behind(TRIVIA, source, callee.end);
  const name = nameOf(callee);
  if (source[end] === '(' && name !== null && !RESERVED.has(name.name)) return name.start;
  return behind(CLOSING, source, end);
}

function nameOf(callee: Node): Node | null {
  if (callee.type === 'Super') return callee;
  const last = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee;
  return last.type === 'Identifier' ? last : null;
}

const TRIVIA = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/y;
/** What may stand between a callee and the parenthesis of its call. */
const CLOSING = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/|\)|\?\.)*/y;

function behind(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(source);
  return pattern.lastIndex;
}

const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if import ' +
    'in instanceof new null return switch this throw true try typeof var void while with'
  ).split(' '),
);
