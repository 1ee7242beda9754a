/** Calls that hold a file open take turns, however many greenlets make them. */
import fs from 'node:fs';
import { type Greenlet, killAll } from 'greenspool';
import { patch, unpatchAll } from 'greenspool/monkey';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTurn } from '../../build/monkey/fs/turns.js';
import { inGreenlet } from './outcomes.ts';

const { readFile } = fs;
type Answer = (error: Error | null, text?: string) => void;
/** The calls that have begun and are not over. */
const begun: Answer[] = [];
let most = 0;

beforeEach(() => {
  patch('fs');
  most = 0;
  fs.readFile = ((_path: string, options: unknown, answer: Answer) => {
    if (options === 'wrong') throw new Error('refused');
    begun.push(answer);
    most = Math.max(most, begun.length);
  }) as unknown as typeof readFile;
});
afterEach(() => {
  fs.readFile = readFile;
  unpatchAll();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const reading = (n: number, options = 'utf8') =>
  Array.from({ length: n }, () => inGreenlet(fs.readFileSync, 'a file', options));

const begins = async (n: number) => {
  while (begun.length < n) await turn();
};

/** Answers until all of them are over. */
async function answer(all: Greenlet[]): Promise<void> {
  while (all.some((g) => !g.dead)) {
    await turn();
    for (const one of begun.splice(0)) one(null, 'text');
  }
}

it('of a thousand reads some have a file open, and all get it', async () => {
  const all = reading(1000);
  await answer(all);
  expect([most, new Set(all.map((g) => g.value))]).toEqual([128, new Set(['text'])]);
});

it('who is killed before his turn never begins, and a turn of somebody killed ends when the file is closed', async () => {
  const all = reading(300);
  while (all.some((g) => !g.started)) await turn();
  await begins(128);
  await killAll(all);
  const late = reading(1);
  while (!late[0]!.started) await turn();
  await turn();
  expect([all.every((g) => g.dead), begun.length]).toEqual([true, 128]);
  for (const one of begun.splice(0)) one(new Error('for nobody'));
  await answer(late);
  expect([late[0]!.value, most]).toEqual(['text', 128]);
});

it('what is refused at once takes no turn from the others', async () => {
  const [good, wrong] = [reading(200), reading(200, 'wrong')];
  for (const g of wrong) void g.then(null, () => undefined);
  await answer([...good, ...wrong]);
  const codes = new Set(wrong.map((g) => (g.exception as { code?: string }).code));
  expect([good.every((g) => g.value === 'text'), codes]).toEqual([true, new Set(['ERR_INVALID_ARG_VALUE'])]);
});

it('many that are over as soon as they begin do not nest', () => {
  const ends: (() => void)[] = [];
  let nOver = 0;
  for (let i = 0; i < 128; i++) inTurn((over) => ends.push(over));
  for (let i = 0; i < 50_000; i++) {
    inTurn((over) => {
      nOver++;
      over();
    });
  }
  ends.shift()!();
  expect(nOver).toBe(50_000);
  for (const end of ends) end();
});

it('a descriptor is open already, and waits for nobody', async () => {
  const reads = reading(128);
  await begins(128);
  const g = inGreenlet(fs.readFileSync, 99, 'utf8');
  await begins(129);
  await answer([g, ...reads]);
  expect(g.value).toBe('text');
});
