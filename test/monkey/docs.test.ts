/** docs/monkey.md lists every patched function, and no other. */
import { readFileSync } from 'node:fs';
import { patchAll, report, unpatchAll } from 'greenspool/monkey';
import { expect, it } from 'vitest';
import { LEFT } from '../../build/monkey/fs/left.js';

const page = readFileSync(new URL('../../docs/monkey.md', import.meta.url), 'utf8');
const table = page.slice(page.indexOf('## The table'), page.indexOf('## Standard input'));
const rows = [...table.matchAll(/^\| (`.*?) \| (.*?) \| (.*?) ?\|$/gm)].map(([, functions, status, differences]) => ({
  labels: [...functions!.matchAll(/`(.*?)`/g)].map(([, label]) => label!),
  status,
  differences,
}));

it('docs/monkey.md has a row for every patched function, and none for others', () => {
  patchAll({ timers: true });
  const { patched, absent } = report();
  unpatchAll();
  expect(rows.flatMap(({ labels }) => labels).sort()).toEqual([...patched, ...absent, ...Object.keys(LEFT)].sort());
});

it('docs/monkey.md gives the reasons for what is left', () => {
  for (const [label, reason] of Object.entries(LEFT)) {
    expect(rows.find(({ labels }) => labels.includes(label))).toMatchObject({
      status: 'left',
      differences: expect.stringContaining(reason),
    });
  }
});
