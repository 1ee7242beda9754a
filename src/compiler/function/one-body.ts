/** Functions that have only their resume version. */
import type { Node } from '../ast.js';
import type { Statement } from '../ir.js';
import type { Text } from '../output.js';
import type { Fn } from '../scope.js';
import { declare, type PrintedFunction } from './printed-function.js';
import { constructed, prologue } from './prologue.js';

/** Nested functions above this many characters are not worth a second copy. */
const DUPLICATE_LIMIT = 8000;

export function needsOneBody(f: PrintedFunction): boolean {
  return f.lowering.nestedLength > DUPLICATE_LIMIT || mirrorsParameters(f.fn);
}

export function oneBody(f: PrintedFunction, statements: Statement[], functions: Text): Text {
  const l = f.lowering;
  const p = f.p;
  const emitter = f.emitter('resume');
  const text = emitter.all(statements);
  const name = f.resumeName;
  const body: Text = [
    `const ${name}=(${p}f,${p}v,${p}x)=>{`,
    declare([`${p}t`, `${p}k=${p}f===null?0:${p}f.k`, ...emitter.scratch]),
    `${p}s:{`,
    text,
    'return;}',
    `if(${p}f===null)return $gs.s2(${name},${p}k,${p}t);${p}f.k=${p}k;return $gs.again(${p}f,${p}t)};`,
  ];
  const call = `${name}(null)`;
  const first: Text = f.isConstructor
    ? [`const ${p}z=${call};if($gsm===0)return ${p}z;`, constructed(f, `${p}z`)]
    : ['return ', call];
  return [prologue(f), declare([...l.locals, ...l.shared]), functions, body, first, ';'];
}

/** Sloppy, simple parameters: writing one changes `arguments`, and the other way round. */
function mirrorsParameters(fn: Fn): boolean {
  if (!fn.usesArguments || fn.isStrict || fn.kind === 'arrow') return false;
  const { params } = fn.node;
  if (params.length === 0 || params.some((one: Node) => one.type !== 'Identifier')) return false;
  const isWritten = params.some((one: Node) => fn.scope.bindings.get(one.name)?.isAssigned);
  return isWritten || fn.argumentsUses.some(({ node, parent }) => !isRead(node, parent));
}

function isRead(node: Node, parent: Node): boolean {
  if (parent.type === 'CallExpression')
    return parent.callee.type === 'MemberExpression' && parent.callee.property.name === 'apply';
  return parent.type === 'MemberExpression' && parent.object === node && parent.property.name === 'length';
}
