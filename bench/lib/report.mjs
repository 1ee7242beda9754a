/**
 * Tables of a run. Rows that have a depth become one line per name with a column per depth; the others are a list.
 * Every figure stands beside its ratio to the suite's own row (`1x`): above 1 the row is slower or bigger than ours,
 * below 1 it beats us.
 *
 * @typedef {import('./measure.mjs').Row} Row
 * @typedef {{ title: string, head: string[], body: string[][] }} Table
 */

/** The row the others are compared with: exact name, or the longest of these that a name starts with. */
const oursOf = /** @type {Record<string, Record<string, string>>} */ ({
  switch: { '': 'wasm-lazy' },
  spawn: { '': 'spawn-wasm' },
  memory: { '': 'parked-wasm' },
  timers: { set: 'timer-set', clear: 'timer-cancel', fire: 'timer-fire', timer: '' },
  work: { '': 'work-original' },
});

/** @param {string} suite @param {Row[]} rows @returns {Table[]} */
export function tablesOf(suite, rows) {
  if (suite === 'switch') return [depthTable(rows), countTable(rows)];
  return [listTable(suite, rows)];
}

/** @param {Row[]} rows @returns {Table} */
function depthTable(rows) {
  const flat = rows.filter((row) => row.count === undefined);
  const depths = [...new Set(flat.flatMap(({ depth }) => depth ?? []))].sort((a, b) => a - b);
  const ours = new Map(flat.filter(({ name }) => name === 'wasm-lazy').map((row) => [row.depth, row.ns]));
  const names = [...new Set(flat.map(({ name }) => name))];
  const body = names.map((name) => {
    const cells = [undefined, ...depths].map((depth) => {
      const row = flat.find((candidate) => candidate.name === name && candidate.depth === depth);
      return row ? cell(row.ns, ours.get(depth ?? 1)) : '';
    });
    return [name, ...cells];
  });
  return { title: 'ns a switch, two greenlets, by stack depth', head: ['', 'no depth', ...depths.map(String)], body };
}

/** @param {Row[]} rows @returns {Table} */
function countTable(rows) {
  const counts = [...new Set(rows.flatMap(({ count }) => count ?? []))].sort((a, b) => a - b);
  const names = [...new Set(rows.filter(({ count }) => count !== undefined).map(({ name }) => name))];
  /** @param {string} name @param {number} [count] */
  const find = (name, count) => rows.find((row) => row.name === name && row.depth === 1 && row.count === count)?.ns;
  const body = names.map((name) => [name, ...[undefined, ...counts].map((count) => cell(find(name, count), find('wasm-lazy', count)))]);
  return { title: 'ns a switch at depth 1, by number of greenlets', head: ['', '2', ...counts.map((n) => n.toLocaleString('en'))], body };
}

/** @param {string} suite @param {Row[]} rows @returns {Table} */
function listTable(suite, rows) {
  const body = rows.map((row) => {
    const value = row.bytes ?? row.ns;
    const ours = rows.find(({ name }) => name === baseOf(suite, row.name));
    return [row.name, row.depth?.toString() ?? '', row.count?.toLocaleString('en') ?? '', cell(value, ours?.bytes ?? ours?.ns), row.bytes === undefined ? 'ns' : 'bytes'];
  });
  return { title: `suite ${suite}`, head: ['', 'depth', 'count', 'figure', ''], body };
}

/** @param {string} suite @param {string} name */
function baseOf(suite, name) {
  if (suite === 'work') return name.replace(/-(original|stock|split)/, '-original');
  const bases = oursOf[suite] ?? {};
  const prefix = Object.keys(bases).find((candidate) => name.startsWith(candidate));
  return prefix === undefined ? '' : bases[prefix];
}

/** @param {number | undefined} value @param {number | undefined} ours */
function cell(value, ours) {
  if (value === undefined) return '';
  return ours === undefined ? figure(value) : `${figure(value)} (${figure(value / ours)}x)`;
}

/** @param {number} value */
const figure = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))));

/** @param {Table} table */
export function toText({ title, head, body }) {
  const lines = [head, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => line.map((value, i) => (i === 0 ? value.padEnd(widths[i] ?? 0) : value.padStart(widths[i] ?? 0))).join('  '));
  return [`${title}:`, ...text.map((line) => `  ${line.trimEnd()}`)].join('\n');
}

/** @param {Table} table */
export function toMarkdown({ head, body }) {
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(row)].join('\n');
}
