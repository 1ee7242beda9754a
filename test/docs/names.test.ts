/**
 * The tables of docs/from-gevent.md and what the package exports: nothing in them is made up, what is not there is explained, and all
 * of the main entry and of threads is in them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as main from 'greenspool';
import * as threads from 'greenspool/threads';
import { describe, expect, it } from 'vitest';
import { root } from '../package/project.ts';

type Names = Record<string, unknown>;

const page = readFileSync(`${root}/docs/from-gevent.md`, 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\|( [a-z. ,]+)? \| here /i.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
const spansIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span as string);
const packaged: Record<string, string | { default: string } | undefined> = JSON.parse(
  readFileSync(`${root}/package.json`, 'utf8'),
).exports;

/** An entry point by its name, `greenspool/threads`. */
async function entry(name: string): Promise<Names> {
  const target = packaged[`./${name.slice('greenspool/'.length)}`] as { default: string };
  return (await import(/* @vite-ignore */ pathToFileURL(`${root}/${target.default}`).href)) as Names;
}

/** What the names of objects in the tables are objects of. */
const classes: Record<string, string[]> = {
  g: ['Greenlet'],
  event: ['Event'],
  result: ['AsyncResult'],
  semaphore: ['Semaphore'],
  lock: ['RLock', 'Semaphore'],
  queue: ['Queue'],
  channel: ['Channel'],
  group: ['Group'],
  pool: ['Pool', 'ThreadPool'],
  local: ['Local'],
  timeout: ['Timeout'],
};

/** `g.id`: methods, accessors, and fields, which only a new object shows. */
function isMember(known: Names, base: string, member: string): boolean {
  return (classes[base] ?? []).some((name) => {
    const maker = known[name] as (abstract new () => object) | undefined;
    if (maker === undefined) return false;
    if (maker === main.Greenlet) return member in main.greenlet(() => undefined) || member === 'run';
    return member in maker.prototype || member in (Reflect.construct(maker, []) as object);
  });
}

const IDENTIFIER = /^(?:new )?([A-Za-z]+)(?:\.([A-Za-z]+))?/;

/** Spans of a cell that name nothing. */
async function unknownIn(cell: string): Promise<string[]> {
  const spans = spansIn(cell);
  const paths = spans.filter((span) => span.startsWith('greenspool/'));
  const known: Names = Object.assign({ AsyncLocalStorage }, main, ...(await Promise.all(paths.map(entry))));
  const isThere = (span: string) => {
    const [, base = '', member] = IDENTIFIER.exec(span) ?? [];
    if (member === undefined) return base in known;
    const owner = known[base];
    return (Object(owner) === owner && member in (owner as object)) || isMember(known, base, member);
  };
  return spans.filter((span) => !paths.includes(span) && !isThere(span));
}

describe('the tables of names', () => {
  it('are found', () => expect(rows.length).toBeGreaterThan(100));

  it.each([
    ['greenspool', main],
    ['greenspool/threads', threads],
  ])('have every export of %s that is a value', (_, exports) => {
    const named = new Set(rows.flatMap(([, , here]) => spansIn(here ?? '').map((span) => IDENTIFIER.exec(span)?.[1])));
    expect(Object.keys(exports).filter((name) => !named.has(name))).toEqual([]);
  });

  it('name nothing that is not there', async () => {
    const unknown = await Promise.all(rows.map(([, , here]) => unknownIn(here ?? '')));
    expect(unknown.flat()).toEqual([]);
  });

  it('say why what is not there is not, and what to do', () => {
    expect(rows.filter(([, , here, why]) => here === 'no' && why === '')).toEqual([]);
    expect(rows.filter(([, theirs, here]) => theirs === '' || here === '')).toEqual([]);
  });
});
