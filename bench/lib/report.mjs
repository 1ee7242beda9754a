/**
 * Tables of a run. Every figure stands beside its ratio to our own row of that table: above 1 the row is slower or
 * bigger than ours, below 1 it beats us.
 *
 * @typedef {import('./measure.mjs').Row} Row
 * @typedef {{ title: string, head: string[], body: string[][] }} Table
 */

/** @param {string} suite @param {Row[]} rows @returns {Table[]} */
export function tablesOf(suite, rows) {
  if (suite === 'calls') return [variantTable(rows)];
  if (suite === 'server') return [serverTable(rows)];
  if (suite !== 'switch') return [listTable(suite, rows)];
  const isBounce = (/** @type {Row} */ { name }) => name.endsWith('-bounce');
  return [
    depthTable(
      'nanoseconds a switch, two greenlets, by stack depth',
      'wasm-lazy',
      rows.filter((row) => !isBounce(row)),
    ),
    depthTable(
      'nanoseconds a switch when every frame is new (bounce), by stack depth',
      'wasm-lazy-bounce',
      rows.filter(isBounce),
    ),
    countTable(rows),
  ];
}

/** One line per name, one column per depth. @param {string} title @param {string} ours @param {Row[]} rows @returns {Table} */
function depthTable(title, ours, rows) {
  const flat = rows.filter(({ count }) => count === undefined);
  const depths = distinct(flat, 'depth');
  const columns = flat.some(({ depth }) => depth === undefined) ? [undefined, ...depths] : depths;
  /** @param {string} name @param {number} [depth] */
  const find = (name, depth) => flat.find((row) => row.name === name && row.depth === depth)?.ns;
  const body = namesOf(flat).map((name) => [
    name,
    ...columns.map((depth) => cell(find(name, depth), find(ours, depth ?? 1))),
  ]);
  return { title, head: ['', ...columns.map((depth) => depth?.toString() ?? 'no depth')], body };
}

/** One line per name, one column per number of greenlets. @param {Row[]} rows @returns {Table} */
function countTable(rows) {
  const counts = distinct(rows, 'count');
  /** @param {string} name @param {number} [count] */
  const find = (name, count) => rows.find((row) => row.name === name && row.depth === 1 && row.count === count)?.ns;
  const body = namesOf(rows.filter(({ count }) => count !== undefined)).map((name) => [
    name,
    ...[undefined, ...counts].map((count) => cell(find(name, count), find('wasm-lazy', count))),
  ]);
  const head = ['', '2', ...counts.map((count) => count.toLocaleString('en'))];
  return { title: 'nanoseconds a switch at depth 1, by number of greenlets', head, body };
}

/** One line per program. @param {Row[]} rows @returns {Table} */
function variantTable(rows) {
  /** @param {string} name @param {string} variant */
  const find = (name, variant) => rows.find((row) => row.name === name && row.variant === variant)?.ns;
  const body = namesOf(rows).map((name) => {
    const native = find(name, 'native');
    return [name, cell(native, undefined), cell(find(name, 'compiled'), native)];
  });
  return { title: 'nanoseconds a run of each program', head: ['', 'native', 'compiled'], body };
}

/** One line per kind of request, one column per server. @param {Row[]} rows @returns {Table} */
function serverTable(rows) {
  const variants = [...new Set(rows.flatMap(({ variant }) => variant ?? []))];
  /** @param {string} name @param {string} [variant] */
  const find = (name, variant) => rows.find((row) => row.name === name && row.variant === variant);
  const body = namesOf(rows).map((name) => {
    const native = find(name, 'node');
    const cells = variants.map((variant) => {
      const row = find(name, variant);
      return cell(row?.perSecond ?? row?.bytes, variant === 'node' ? undefined : (native?.perSecond ?? native?.bytes));
    });
    return [native?.bytes === undefined ? name : `${name} (bytes)`, ...cells];
  });
  return { title: 'requests a second', head: ['', ...variants], body };
}

/** One line per row. @param {string} suite @param {Row[]} rows @returns {Table} */
function listTable(suite, rows) {
  const body = rows.map((row) => {
    const ours = suite === 'monkey' ? peerOf(rows, row) : rows.find(({ name }) => name === oursFor(suite, row.name));
    const count = row.count?.toLocaleString('en') ?? '';
    const unit = unitOf(row);
    const name = row.variant === undefined ? row.name : `${row.name} ${row.variant}`;
    return [name, count, cell(row[unit], ours?.[unit]), unit];
  });
  return { title: `suite ${suite}`, head: ['', 'count', 'figure', ''], body };
}

/** What its figure is. @param {Row} row @returns {'ns' | 'bytes' | 'ms'} */
const unitOf = ({ bytes, ms }) => (bytes !== undefined ? 'bytes' : ms !== undefined ? 'ms' : 'ns');

/** The row that a row of a list is compared with. @param {string} suite @param {string} name */
function oursFor(suite, name) {
  if (suite === 'spawn') return 'spawn-wasm';
  if (suite === 'memory') return 'parked-wasm';
  if (suite === 'fetch') return 'fetch-1000';
  if (suite === 'sync') return name.replace(/^(promise|gevent)-/, '').replace(/^broadcast/, 'event-broadcast');
  if (suite === 'timers') return name.replace('node-', 'timer-');
  if (suite === 'explain') return name.replace(/-(traced|recorded)$/, '-off');
  return name.replace(/-(original|stock|split)/, '-original');
}

/** Outside greenlets the original counts, inside the asynchronous twin where it was measured. @param {Row[]} rows @param {Row} row */
function peerOf(rows, { name, variant, count }) {
  const isRead = name === 'readFileSync' && variant === 'patched-inside';
  if (isRead) return rows.find((row) => row.name === 'readFile-promises' && row.count === count);
  return rows.find((row) => row.name === name && row.variant === 'original');
}

/** @param {Row[]} rows @param {'depth' | 'count'} key */
const distinct = (rows, key) => [...new Set(rows.flatMap((row) => row[key] ?? []))].sort((a, b) => a - b);

/** @param {Row[]} rows */
const namesOf = (rows) => [...new Set(rows.map(({ name }) => name))];

/** @param {number | undefined} value @param {number | undefined} ours */
function cell(value, ours) {
  if (value === undefined) return '';
  return ours === undefined ? figure(value) : `${figure(value)} (${figure(value / ours)}x)`;
}

/** @param {number} value */
const figure = (value) =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

/** @param {Table} table */
export function toText({ title, head, body }) {
  const lines = [head, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const padded = lines.map((line) =>
    line.map((value, i) => (i === 0 ? value.padEnd(widths[i] ?? 0) : value.padStart(widths[i] ?? 0))),
  );
  return [`${title}:`, ...padded.map((line) => `  ${line.join('  ').trimEnd()}`)].join('\n');
}

/** @param {Table} table */
export function toMarkdown({ head, body }) {
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(row)].join('\n');
}
