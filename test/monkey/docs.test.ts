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

it('docs/monkey.md has a row for every patched function, and for no others but those of other versions of Node', () => {
  patchAll({ timers: true });
  const { patched, absent } = report();
  unpatchAll();
  const known = new Set([...patched, ...absent, ...Object.keys(LEFT)]);
  const labels = rows.flatMap((row) => row.labels);
  expect([...known].filter((label) => !labels.includes(label))).toEqual([]);
  expect(new Set(labels).size).toBe(labels.length);
  for (const row of rows) {
    for (const label of row.labels) {
      if (!known.has(label))
        expect(row, label).toMatchObject({ differences: expect.stringMatching(/Node 2\d|^the same$/) });
    }
  }
});

it('docs/monkey.md gives the reasons for what is left', () => {
  for (const [label, reason] of Object.entries(LEFT)) {
    expect(rows.find(({ labels }) => labels.includes(label))).toMatchObject({
      status: 'left',
      differences: expect.stringContaining(reason),
    });
  }
});
