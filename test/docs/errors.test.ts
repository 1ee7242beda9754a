/** docs/errors.md and the sources name the same codes. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

function codesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/['`](GS_[A-Z_0-9]+)['`]/g)].map(([, code]) => code as string));
}

function sources(): string {
  const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8'))
    .join('\n');
}

describe('error codes', () => {
  const documented = codesIn(readFileSync(new URL('docs/errors.md', root), 'utf8'));
  const used = codesIn(sources());

  it('are all documented', () => {
    expect([...used].filter((code) => !documented.has(code))).toEqual([]);
  });

  it('that are documented all exist', () => {
    expect([...documented].filter((code) => !used.has(code))).toEqual([]);
  });
});
