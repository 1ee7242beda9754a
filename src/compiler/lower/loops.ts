/** Loops. Each becomes `for(;;)` with its parts as statements; `continue` leaves the body when something follows it. */
import { boundNames, type Node } from '../ast.js';
import type { Target } from '../context.js';
import { labelsOf, type Statement } from '../ir.js';
import type { Text } from '../output.js';
import { leaveUnless } from './branches.js';
import { effect, expression } from './expressions.js';
import { hoistScope } from './hoist.js';
import type { Lowering } from './lowering.js';
import { assignPattern } from './patterns.js';
import { statement, statements } from './statements.js';
import { protect } from './try.js';

/** The loop itself; `after` is what follows the body (an update, a test). */
function loop(l: Lowering, labels: string[], before: () => void, body: () => void, after: (() => void) | null): void {
  const target: Target = {
    type: 'loop',
    labels,
    continueTo: after === null ? null : l.label('n'),
    breakTo: null,
  };
  const all = l.collect(() => {
    before();
    l.within(target, () => {
      if (target.continueTo === null) return body();
      const inner = l.collect(body);
      l.out.push({ type: 'label', name: target.continueTo, body: inner });
    });
    after?.();
  });
  l.out.push({ type: 'loop', label: labelsOf(labels), body: all });
}

function breakUnless(l: Lowering, test: Node | null): void {
  if (test !== null) leaveUnless(l, test, 'break');
}

export function lowerWhile(l: Lowering, node: Node, labels: string[]): void {
  loop(
    l,
    labels,
    () => breakUnless(l, node.test),
    () => statement(l, node.body),
    null,
  );
}

export function lowerDoWhile(l: Lowering, node: Node, labels: string[]): void {
  loop(
    l,
    labels,
    () => {},
    () => statement(l, node.body),
    () => breakUnless(l, node.test),
  );
}

export function lowerFor(l: Lowering, node: Node, labels: string[]): void {
  const scope = l.file.analysis.scopes.get(node);
  hoistScope(l, scope);
  if (node.init?.type === 'VariableDeclaration') statements(l, [{ ...node.init }]);
  else if (node.init) l.scoped(() => effect(l, node.init));
  const box = [...(scope?.bindings.values() ?? [])].find((one) => one.box !== null)?.box ?? null;
  const copy = () => box !== null && l.text(`${box}={...${box}}`);
  copy();
  loop(
    l,
    labels,
    () => breakUnless(l, node.test),
    () => statement(l, node.body),
    () => {
      copy();
      if (node.update) l.scoped(() => effect(l, node.update));
    },
  );
}

/** The names are read at once; those that were deleted meanwhile are left out. */
export function lowerForIn(l: Lowering, node: Node, labels: string[]): void {
  const scope = l.file.analysis.scopes.get(node);
  initialiseHead(l, node.left);
  const object = l.variable('o');
  const keys = l.variable('o');
  const at = l.variable('i');
  withHeadTdz(l, node, () => l.text([object, '=', expression(l, node.right)]));
  l.text(`${keys}=$gs.keys(${object});${at}=0`);
  loop(
    l,
    labels,
    () => {
      l.text(`if(${at}>=${keys}.length)break`);
      l.text(`if(!$gs.hasKey(${object},${keys}[${at}])){${at}++;continue;}`);
    },
    () => {
      hoistScope(l, scope);
      bindHead(l, node.left, `${keys}[${at}++]`);
      statement(l, node.body);
    },
    null,
  );
}

/** `for (var x = 1 in o)` of sloppy code. */
function initialiseHead(l: Lowering, left: Node): void {
  const init = left.type === 'VariableDeclaration' ? left.declarations[0].init : null;
  if (init) statement(l, { ...left });
}

/** The right-hand side of a head sees the head's variables, which are not initialised. */
function withHeadTdz(l: Lowering, node: Node, work: () => void): void {
  const { left } = node;
  const mentions = left.type === 'VariableDeclaration' && left.kind !== 'var';
  if (mentions) {
    const scope = l.file.analysis.scopes.get(node);
    const early = boundNames(left.declarations[0].id).some((name) =>
      l.file.analysis.bindings
        .get(name)
        ?.refs.some((ref) => ref.node.start >= node.right.start && ref.node.end <= node.right.end),
    );
    if (early) hoistScope(l, scope);
  }
  work();
}

function bindHead(l: Lowering, left: Node, value: Text): void {
  if (left.type !== 'VariableDeclaration') return assignPattern(l, left, value, left);
  const { id } = left.declarations[0];
  if (id.type === 'Identifier') l.text([l.printer.declared(id), '=', value]);
  else assignPattern(l, id, value, id);
}

/**
 * for-of. Arrays whose iteration is the built-in one are read by index; anything else through its iterator, whose
 * methods may park. The iterator is closed when the loop is left early, but never because of an unwinding.
 */
export function lowerForOf(l: Lowering, node: Node, labels: string[]): void {
  const list = l.variable('o');
  const at = l.variable('i');
  withHeadTdz(l, node, () => l.text([list, '=', expression(l, node.right)]));
  const iterator = openIterator(l, list, node.right);
  l.text(`${at}=0`);
  closing(l, iterator, node, (leave) => {
    const target: Target = { type: 'loop', labels, continueTo: null, breakTo: leave.early };
    const body = l.collect(() => {
      nextElement(l, iterator, list, at, node, leave.done);
      l.within(target, () => {
        hoistScope(l, l.file.analysis.scopes.get(node));
        bindHead(l, node.left, l.result);
        statement(l, node.body);
      });
    });
    l.out.push({ type: 'loop', label: labelsOf(labels), body });
  });
}

/** A variable that holds the iterator's record, or null for a plain array. `[Symbol.iterator]` is read once, here. */
function openIterator(l: Lowering, list: string, source: Node): string {
  const iterator = l.variable('o');
  const text = JSON.stringify(shortSource(l, source));
  const isOther = `(${l.result}=${list}[$gs.it])!==$gs.values||!$gs.list(${list})`;
  const open = l.collect(() => {
    const opened = l.site(`$gs.openBy(${list},${l.result},${text})`, source);
    l.text(`${iterator}=${opened}`);
  });
  l.out.push({ type: 'if', test: isOther, yes: open, no: [{ type: 'text', text: `${iterator}=null` }] });
  return iterator;
}

/** Puts the next element into the result variable, or leaves the loop. */
function nextElement(l: Lowering, iterator: string, list: string, at: string, node: Node, done: string): void {
  const step = l.collect(() => {
    l.site(`$gs.stepIter(${iterator})`, node.left);
    l.text(`if(${iterator}.done){${done}break}`);
  });
  const index = l.collect(() => {
    l.text(`if(${at}>=${list}.length){${done}break}`);
    l.text(`${l.result}=${list}[${at}++]`);
  });
  l.out.push({ type: 'if', test: `${iterator}!==null`, yes: step, no: index });
}

/** How the body of an iteration says that it ends. */
interface Leave {
  /** What is done before the loop is left because the iterator has no more. */
  done: string;
  /** Stands for a `break` of the loop itself. */
  early: string;
}

/** Runs an iteration; the iterator is closed when it is left by an error or by a jump. */
export function closing(l: Lowering, iterator: string, node: Node, body: (leave: Leave) => void): void {
  if (l.isGenerator) return closingInGenerator(l, iterator, node, body);
  protect(
    l,
    (through) => body({ done: '', early: `{${through?.completion}=-1;break ${through?.label};}` }),
    (through) => {
      if (through === null) return;
      const { completion, value } = through;
      const leave = l.collect(() => l.site(`$gs.leave(${iterator},${completion},${value})`, node));
      l.out.push({ type: 'if', test: `${completion}!==0`, yes: leave, no: [] });
    },
    true,
  );
}

function closingInGenerator(l: Lowering, iterator: string, node: Node, body: (leave: Leave) => void): void {
  const isOver = l.variable('h');
  const error = l.label('e');
  const done = l.label('l');
  l.text(`${isOver}=false`);
  const inner = l.collect(() => {
    body({ done: `${isOver}=true;`, early: `break ${done};` });
    l.text(`${isOver}=true`);
  });
  const handler = l.collect(() => {
    const quiet = l.collect(() => {
      const held = l.variable('v');
      l.text(`${isOver}=true;${held}=${error}`);
      l.site(`$gs.closeQuietly(${iterator})`, node);
      l.text(`throw ${held}`);
    });
    l.out.push({
      type: 'if',
      test: `${iterator}!==null&&!${iterator}.done&&!${isOver}`,
      yes: quiet,
      no: [{ type: 'text', text: `${isOver}=true;throw ${error}` }],
    });
  });
  const finalizer = l.collect(() => {
    const close = l.collect(() => l.site(`$gs.closeIter(${iterator})`, node));
    l.out.push({ type: 'if', test: `!${isOver}&&${iterator}!==null&&!${iterator}.done`, yes: close, no: [] });
  });
  const whole: Statement = { type: 'try', body: inner, error, flag: '', handler, finalizer };
  l.out.push({ type: 'label', name: done, body: [whole] });
}

/** Source text for messages. */
export function shortSource(l: Lowering, node: Node): string {
  const text = l.printer.source(node);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
