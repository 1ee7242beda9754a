/**
 * try/catch/finally. An unwinding leaves the block with `break`, so a catch clause is not touched by it. A `finally` would
 * be: except in generators, which are never left, it becomes ordinary code behind a block that catches everything:
 *
 *     $c1 = 0;  $f1: { try { block } catch ($e) { $c1 = 1; $v1 = $e } }      2, 3, ...: a return or a jump out of the block
 *     finalizer
 *     if ($c1 === 1) throw $v1;  if ($c1 === 2) return $v1;  ...
 */
import type { Node } from '../ast.js';
import type { Finally } from '../context.js';
import type { Statement } from '../ir.js';
import { valueText } from './expressions.js';
import { hoistScope } from './hoist.js';
import { jump, returnText } from './jumps.js';
import type { Lowering } from './lowering.js';
import { assignPattern } from './patterns.js';
import { block, blockBody } from './statements.js';

export function lowerTry(l: Lowering, node: Node): void {
  if (node.using) return lowerUsing(l, node.using);
  if (!node.finalizer) return tryCatch(l, node);
  protect(
    l,
    () => (node.handler ? tryCatch(l, node) : guarded(l, () => block(l, node.block))),
    () => block(l, node.finalizer),
  );
}

/** Runs `body`, then `finalizer` however it was left; `throws`: the finalizer throws what was caught. */
export function protect(
  l: Lowering,
  body: (through: Finally | null) => void,
  finalizer: (how: Finally | null) => void,
  throws = false,
): void {
  if (l.isGenerator) {
    const inner = l.collect(() => body(null));
    const last = l.collect(() => finalizer(null));
    l.out.push({ type: 'try', body: inner, error: '', flag: '', handler: null, finalizer: last });
    return;
  }
  const through = l.newFinally();
  l.text(`${through.completion}=0`);
  const inner = l.collect(() => l.within({ type: 'finally', finally: through }, () => body(through)));
  const error = l.label('e');
  const caught: Statement[] = [{ type: 'text', text: `${through.completion}=1;${through.value}=${error}` }];
  const attempt: Statement = { type: 'try', body: inner, error, flag: '', handler: caught, finalizer: null };
  l.out.push({ type: 'label', name: through.label, body: [attempt] });
  finalizer(through);
  finish(l, through, throws);
}

/** Goes where the block was about to go. */
function finish(l: Lowering, through: Finally, throws: boolean): void {
  if (!throws) l.text(`if(${through.completion}===1)throw ${through.value}`);
  for (const { code, kind, label } of through.exits) {
    const go = kind === 'return' ? returnText(l.printer, through.value) : jump(l.printer, kind, label);
    l.text([`if(${through.completion}===${code})`, go]);
  }
}

function guarded(l: Lowering, work: () => void): void {
  l.tries++;
  work();
  l.tries--;
}

function tryCatch(l: Lowering, node: Node): void {
  const body = l.collect(() => guarded(l, () => block(l, node.block)));
  const error = l.label('e');
  const handler = l.collect(() => catchBody(l, node.handler, error));
  const flag = l.label('h');
  l.out.push({ type: 'try', body, error, flag, handler, finalizer: null });
}

function catchBody(l: Lowering, clause: Node, error: string): void {
  hoistScope(l, l.file.analysis.scopes.get(clause));
  const { param } = clause;
  if (param?.type === 'Identifier') l.text([l.printer.declared(param), '=', error]);
  else if (param) assignPattern(l, param, error, param);
  block(l, clause.body);
}

function lowerUsing(
  l: Lowering,
  { stack, declaration, rest }: { stack: string; declaration: Node; rest: Node[] },
): void {
  protect(
    l,
    () => {
      for (const { id, init } of declaration.declarations) {
        const value = l.scoped(() => valueText(l, init));
        l.text([l.printer.declared(id), '=$gs.use(', stack, ',', value, ')']);
      }
      blockBody(l, rest);
    },
    (through) => {
      if (through === null) l.site(`$gs.dispose(${stack},false)`, declaration);
      else {
        // an error of the block and those of the disposals are joined
        const after: Statement[] = l.collect(() => {
          l.site(`$gs.dispose(${stack},${through.completion}===1,${through.value})`, declaration);
        });
        l.out.push(...after);
      }
    },
  );
}
