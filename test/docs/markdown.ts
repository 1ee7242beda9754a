// Finds the snippets of a Markdown page and what the page says they print.
//
//   <!-- not run: reason -->        optional directive, on the last line that is not blank before the fence
//   ```js                           the snippet: js, ts or sh
//   console.log('hi')
//   ```
//   Any one paragraph may stand here.
//   ```text                         optional: what it prints
//   hi
//   ```
//
// Directives: `not run: reason` leaves a snippet out, `fails` expects a non-zero exit code and compares standard error as
// well, `compiled` runs it with `greenspool run`, `run` runs an sh snippet (which are not run otherwise: most of them install
// things).

type Language = 'js' | 'ts' | 'sh';

export interface Snippet {
  line: number;
  language: Language;
  code: string;
  /** What it must print; undefined when the page does not say. */
  expected: string | undefined;
  directive: { name: string; reason: string } | undefined;
}

interface Fence {
  language: string;
  body: string;
  /** Line numbers of the opening and the closing fence, counted from 0. */
  open: number;
  close: number;
}

const languages: readonly string[] = ['js', 'ts', 'sh'];

export function snippetsOf(markdown: string): Snippet[] {
  const lines = markdown.split(/\r?\n/);
  const fences = fencesOf(lines);
  return fences.flatMap((fence, index) => {
    if (!languages.includes(fence.language)) return [];
    const next = fences[index + 1];
    const prints = next?.language === 'text' && isNear(lines, fence.close, next.open);
    return {
      line: fence.open + 1,
      language: fence.language as Language,
      code: fence.body,
      expected: prints ? next.body : undefined,
      directive: directiveBefore(lines, fence.open),
    };
  });
}

function fencesOf(lines: string[]): Fence[] {
  const fences: Fence[] = [];
  let open = -1;
  lines.forEach((line, index) => {
    if (!line.startsWith('```')) return;
    if (open < 0) {
      open = index;
      return;
    }
    const body = lines.slice(open + 1, index).join('\n');
    fences.push({ language: lines[open]!.slice(3).trim(), body, open, close: index });
    open = -1;
  });
  return fences;
}

/** At most one paragraph and no heading between a snippet and its output. */
function isNear(lines: string[], from: number, to: number): boolean {
  const between = lines
    .slice(from + 1, to)
    .join('\n')
    .trim();
  return !between.includes('\n\n') && !between.startsWith('#');
}

function directiveBefore(lines: string[], open: number): Snippet['directive'] {
  const before = lines.slice(0, open).findLast((line) => line.trim() !== '') ?? '';
  const match = /^<!--\s*(not run|fails|compiled|run)\s*(?::\s*(.*?))?\s*-->$/.exec(before.trim());
  return match ? { name: match[1]!, reason: match[2] ?? '' } : undefined;
}

/** Compares line by line; `…` in what is expected stands for any text within its line. */
export function matches(printed: string, expected: string): boolean {
  const pattern = expected.trimEnd().split('…').map(escaped).join('.*');
  return new RegExp(`^${pattern}$`).test(printed.replaceAll('\r\n', '\n').trimEnd());
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
