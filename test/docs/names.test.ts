/** The table in docs/from-gevent.md and the exports: each is in the other. */
import { readFileSync } from 'node:fs';
import * as g from 'greenspool';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/from-gevent.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| greenlet, gevent'));
const ours = rows.map((row) => row.split('|')[2] ?? '').join(' ');
const named = new Set([...ours.matchAll(/`(?:new )?([A-Za-z]+)/g)].map(([, name]) => name as string));

describe('the table of names', () => {
  it('has every export that is a value', () => {
    expect(Object.keys(g).filter((name) => !named.has(name))).toEqual([]);
  });

  it('names no class that is not there', () => {
    const classes = [...named].filter((name) => /^[A-Z]/.test(name) && !(name in globalThis));
    expect(classes.filter((name) => !(name in g) && name !== 'AsyncLocalStorage')).toEqual([]);
  });
});
