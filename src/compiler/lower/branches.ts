/** Tests with `&&`, `||` and `!` around sites: jumps instead of values, as the optimiser likes it. */
import type { Node } from '../ast.js';
import { condition } from './expressions.js';
import type { Lowering } from './lowering.js';

/** The test is better made by jumps: some right-hand side of it has a site. */
export function isBranching(l: Lowering, test: Node): boolean {
  if (test.type === 'UnaryExpression' && test.operator === '!') return isBranching(l, test.argument);
  return isLogical(test) && l.file.sites.has(test.right);
}

/** Goes on if the test holds; else runs `leave`, which jumps away. */
export function leaveUnless(l: Lowering, test: Node, leave: string): void {
  branch(l, test, false, leave);
}

function branch(l: Lowering, test: Node, jumpsIf: boolean, jump: string): void {
  if (test.type === 'UnaryExpression' && test.operator === '!') return branch(l, test.argument, !jumpsIf, jump);
  if (!isBranching(l, test)) return single(l, test, jumpsIf, jump);
  // one side alone decides for `a && b` that is false, and for `a || b` that is true
  if ((test.operator === '||') === jumpsIf) {
    branch(l, test.left, jumpsIf, jump);
    return branch(l, test.right, jumpsIf, jump);
  }
  const decided = l.label('l');
  const body = l.collect(() => {
    branch(l, test.left, !jumpsIf, `break ${decided}`);
    branch(l, test.right, jumpsIf, jump);
  });
  l.out.push({ type: 'label', name: decided, body });
}

function single(l: Lowering, test: Node, jumpsIf: boolean, jump: string): void {
  l.scoped(() => {
    const value = condition(l, test);
    l.text(jumpsIf ? ['if(', value, `)${jump}`] : ['if(!(', value, `))${jump}`]);
  });
}

function isLogical(node: Node): boolean {
  return node.type === 'LogicalExpression' && node.operator !== '??';
}
