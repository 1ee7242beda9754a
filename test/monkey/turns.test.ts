/** Calls that hold a file open take turns, however many greenlets make them. */
import fs from 'node:fs';
import { killAll } from 'greenspool';
import { patch, unpatchAll } from 'greenspool/monkey';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

async function answerAll(): Promise<void> {
  for (await turn(); begun.length > 0; await turn()) for (const answer of begun.splice(0)) answer(null, 'text');
}

it('of a thousand reads some have a file open, and all get it', async () => {
  const all = reading(1000);
  await answerAll();
  expect([most, new Set(await Promise.all(all))]).toEqual([128, new Set(['text'])]);
});

it('who is killed before his turn never begins, and a turn of somebody killed ends when the file is closed', async () => {
  const all = reading(300);
  await turn();
  await killAll(all);
  expect([begun.length, all.every((g) => g.dead)]).toEqual([128, true]);
  const [late] = reading(1);
  await turn();
  expect(begun.length).toBe(128);
  begun.shift()?.(new Error('for nobody'));
  await answerAll();
  expect([await late, most]).toEqual(['text', 128]);
});

it('what is refused at once takes no turn from the others', async () => {
  const all = [...reading(200), ...reading(3000, 'wrong')];
  for (const g of all.slice(200)) void g.then(null, () => undefined);
  await answerAll();
  await Promise.allSettled(all);
  const codes = new Set(all.slice(200).map((g) => (g.exception as { code?: string } | null)?.code));
  expect([all.slice(0, 200).every((g) => g.value === 'text'), codes]).toEqual([
    true,
    new Set(['ERR_INVALID_ARG_VALUE']),
  ]);
});

it('a descriptor is open already, and waits for nobody', async () => {
  const blocked = reading(128);
  await turn();
  const g = inGreenlet(fs.readFileSync, 99, 'utf8');
  await turn();
  expect(begun.length).toBe(129);
  await answerAll();
  expect(await Promise.all([g, ...blocked])).toEqual(Array(129).fill('text'));
});
