/** `return`, `break` and `continue`: out of a block whose `finally` is in normal form they leave a note and go there. */
import type { Node } from '../ast.js';
import type { Finally, Target } from '../context.js';
import { Slice, type Text } from '../output.js';
import type { Printer } from '../printer.js';

type Kind = 'return' | 'break' | 'continue';

export function jumpText(printer: Printer, node: Node): Text | null {
  if (node.type === 'ReturnStatement') {
    if (innermostFinally(printer, () => false) === null) return null;
    return returnText(printer, node.argument === null ? 'undefined' : printer.value(node.argument));
  }
  const kind = node.type === 'BreakStatement' ? 'break' : 'continue';
  return jump(printer, kind, node.label?.name ?? null, new Slice(node.start, node.end));
}

/** Leaves the function with a value. */
export function returnText(printer: Printer, value: Text): Text {
  const through = innermostFinally(printer, () => false);
  if (through === null) return ['return ', value, ';'];
  const code = exitCode(through, 'return', null);
  return ['{', through.value, '=', value, ';', `${through.completion}=${code};break ${through.label};}`];
}

/** Goes on at a loop or behind a statement; `unchanged` when it can stay as it stands. */
export function jump(printer: Printer, kind: 'break' | 'continue', label: string | null, unchanged?: Text): Text {
  const isTarget = (target: Target) => matches(target, kind, label);
  const through = innermostFinally(printer, isTarget);
  if (through !== null) {
    const code = exitCode(through, kind, label);
    return `{${through.completion}=${code};break ${through.label};}`;
  }
  const { targets } = printer.context;
  const target = [...targets].reverse().find(isTarget);
  if (target?.type === 'loop') {
    if (kind === 'continue' && target.continueTo !== null) return `break ${target.continueTo};`;
    if (kind === 'break' && target.breakTo !== null) return target.breakTo;
  }
  return unchanged ?? `${kind}${label === null ? '' : ` ${label}`};`;
}

function matches(target: Target, kind: Kind, label: string | null): boolean {
  if (target.type === 'finally') return false;
  if (label !== null) return target.labels.includes(label);
  return target.type === 'loop' || (target.type === 'switch' && kind === 'break');
}

/** The first `finally` on the way to the target. */
function innermostFinally(printer: Printer, isTarget: (target: Target) => boolean): Finally | null {
  const { targets } = printer.context;
  for (let at = targets.length - 1; at >= 0; at--) {
    const target = targets[at] as Target;
    if (target.type === 'finally') return target.finally;
    if (isTarget(target)) return null;
  }
  return null;
}

/** 0 is the normal end of the block, 1 an error. */
function exitCode(through: Finally, kind: Kind, label: string | null): number {
  const known = through.exits.find((one) => one.kind === kind && one.label === label);
  if (known !== undefined) return known.code;
  const code = through.exits.length + 2;
  through.exits.push({ code, kind, label });
  return code;
}
