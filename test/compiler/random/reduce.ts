/**
 * Makes a failing program small: takes out or simplifies one node of its tree after the other, as long as it still fails
 * in the same way. Shrinking the tape alone stops much earlier, since every byte left out changes all that follows it.
 */
import { type AnyNode, parse } from 'acorn';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `fails` says whether a smaller program still shows the fault. */
export function reduce(text: string, fails: (text: string) => boolean, limitMs: number): string {
  const deadline = performance.now() + limitMs;
  let best = text;
  for (let hasImproved = true; hasImproved; ) {
    hasImproved = false;
    let at = 0;
    for (;;) {
      const edits = editsOf(best);
      while (at < edits.length && performance.now() < deadline) {
        const smaller = apply(best, edits[at++] as Edit);
        if (smaller === best || smaller.length > best.length || !parses(smaller) || !fails(smaller)) continue;
        best = smaller;
        hasImproved = true;
        break;
      }
      if (at >= edits.length || performance.now() >= deadline) break;
    }
    if (performance.now() >= deadline) break;
  }
  return tidy(best);
}

/** Without the empty lines that are left. */
const tidy = (text: string) => text.replace(/[ \t]*\n\s*\n/g, '\n').replace(/ {2,}/g, ' ');

function apply(text: string, { start, end, text: replacement }: Edit): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function parses(text: string): boolean {
  try {
    parse(text, { ecmaVersion: 'latest' });
    return true;
  } catch {
    return false;
  }
}

/** The largest first: a whole statement goes in one try. */
function editsOf(text: string): Edit[] {
  const edits: Edit[] = [];
  visit(parse(text, { ecmaVersion: 'latest' }), (node, inList) => {
    const { start, end } = node;
    if (inList) edits.push({ start, end: skipComma(text, end), text: '' });
    for (const child of children(node)) edits.push({ start, end, text: text.slice(child.start, child.end) });
    if (/Statement$/.test(node.type)) edits.push({ start, end, text: ';' });
    else if (/Expression$|Literal$|Identifier$/.test(node.type)) edits.push({ start, end, text: '1' });
    if (node.type === 'BlockStatement') edits.push({ start: start + 1, end: end - 1, text: '' });
  });
  const size = (edit: Edit) => edit.end - edit.start - edit.text.length;
  return edits.filter((edit) => size(edit) > 0).sort((a, b) => size(b) - size(a));
}

function skipComma(text: string, end: number): number {
  const rest = /^\s*,/.exec(text.slice(end, end + 20));
  return rest === null ? end : end + rest[0].length;
}

function visit(node: AnyNode, see: (node: AnyNode, inList: boolean) => void, inList = false): void {
  see(node, inList);
  for (const { value, isList } of fields(node)) visit(value, see, isList);
}

const children = (node: AnyNode) => fields(node).map(({ value }) => value);

function fields(node: AnyNode): { value: AnyNode; isList: boolean }[] {
  const found: { value: AnyNode; isList: boolean }[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) for (const one of value) if (isNode(one)) found.push({ value: one, isList: true });
    if (isNode(value)) found.push({ value, isList: false });
  }
  return found;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
