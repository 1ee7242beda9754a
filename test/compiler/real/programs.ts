/**
 * Real programs that the compiler is tested with: each file of the package is compiled, and the entry (CommonJS text,
 * compiled too) exports a function whose result natively and compiled must be the same string.
 */
export interface RealProgram {
  readonly name: string;
  readonly entry: string;
  /** Frames on the stack under which no storm may begin: natives that call back, functions that are made accessors. */
  readonly avoid?: RegExp;
}

const show = `
const show = (value) => JSON.stringify(value, (key, x) =>
  typeof x === 'function' ? 'function ' + x.name : typeof x === 'bigint' ? x + 'n' : x instanceof RegExp ? String(x) : x);
`;

const acorn: RealProgram = {
  name: 'acorn',
  avoid: /prototypeAccessors/,
  entry: `${show}
const acorn = require('acorn');
const source = load('acorn', 'dist/acorn.js').slice(0, 16000);
module.exports = () => {
  const comments = [], tokens = [];
  const text = source.slice(0, source.lastIndexOf('\\n\\n  ')).replace(/^\\(function[\\s\\S]*?use strict';/, '');
  const tree = acorn.parse(text, { ecmaVersion: 'latest', locations: true, onComment: comments, onToken: (t) => tokens.push(t.value) });
  let failures = '';
  for (const bad of ['let a; let a', 'if (', 'class A extends', 'a?.b = 1', '\`\${']) {
    try { acorn.parse(bad, { ecmaVersion: 2024 }); } catch (e) { failures += e.name + e.message; }
  }
  return show([tree, comments.length, tokens.length, failures]);
};`,
};

const lodash: RealProgram = {
  name: 'lodash',
  entry: `${show}
const _ = require('lodash');
const people = Array.from({ length: 60 }, (_, i) => ({ id: i, name: 'n' + ((i * 7) % 13), age: (i * 31) % 50, tags: ['a' + (i % 3), 'b'] }));
module.exports = () => show([
  _.chain(people).filter((x) => x.age > 20).sortBy(['name', (x) => -x.age]).map((x) => _.pick(x, ['id', 'name'])).take(9).value(),
  _(people).map('age').filter((x) => x % 2).reverse().take(5).value(),
  _.groupBy(people, 'name'), _.countBy(people, (x) => x.tags[0]), _.keyBy(people.slice(0, 3), 'id'), _.partition(people.slice(0, 6), 'age'),
  _.orderBy(people, ['age', 'id'], ['desc', 'asc']).slice(0, 5), _.uniqBy(people, 'age').length, _.sumBy(people, 'age'),
  _.cloneDeepWith(people.slice(0, 2), (x) => (typeof x === 'number' ? x + 1 : undefined)), _.isEqualWith({ a: [1] }, { a: [1] }, () => undefined),
  _.merge({ a: { b: 1 } }, { a: { c: [1, 2] } }, { a: { c: [3] } }), _.mergeWith({ a: [1] }, { a: [2] }, (a, b) => (_.isArray(a) ? a.concat(b) : undefined)),
  _.curry((a, b, c) => a + b + c)(1)(2)(3), _.flow([_.add, (x) => x * 2])(1, 2), _.memoize((x) => x * 2)(4), _.times(4, (i) => i * i),
  _.flatMapDeep([1, [2, [3]]], (x) => [x, [x]]), _.zipWith([1, 2], [3, 4], (a, b) => a * b), _.transform([1, 2, 3], (r, x) => { r.push(x); return x < 2; }, []),
  _.reduceRight([[0, 1], [2, 3]], (a, b) => a.concat(b), []), _.mapValues({ a: 1, b: 2 }, (x) => x + 1), _.invertBy({ a: 1, b: 2, c: 1 }),
  _.words('fred, barney & pebbles'), _.camelCase('Foo bar-baz'), _.kebabCase('fooBarBaz'), _.startCase('--foo-bar'), _.deburr('d\\u00e9j\\u00e0'), _.truncate('hi-diddly-ho there', { length: 12, separator: /,? +/ }),
  _.unionWith([{ x: 1 }], [{ x: 1 }, { x: 2 }], _.isEqual), _.differenceBy([2.1, 1.2], [2.3], Math.floor), _.xor([2, 1], [2, 3]), _.sortedIndexBy([{ x: 4 }, { x: 5 }], { x: 4 }, 'x'),
  _.setWith({}, '[0][1]', 'a', Object), _.update({ a: [{ b: 3 }] }, 'a[0].b', (n) => n * n), _.invokeMap([[5, 1, 7], [3, 2, 1]], 'sort'), _.findLast(people, { name: 'n3' }), _.result({ a: () => 5 }, 'a'),
  _.attempt(() => { throw new TypeError('x'); }) instanceof Error, _.overEvery([Boolean, isFinite])(1), _.cond([[_.matches({ a: 1 }), _.constant('A')], [_.stubTrue, _.constant('B')]])({ a: 1 }),
]);`,
};

const handlebars: RealProgram = {
  name: 'handlebars',
  entry: `${show}
const Handlebars = require('handlebars');
const source = '{{#each list as |x i|}}{{i}}:{{upper x.name}} {{#if x.kids}}[{{> kids x}}]{{else}}-{{/if}}{{#unless @last}}, {{/unless}}{{/each}}{{#with o}}{{a}}{{../title}}{{/with}}{{{raw}}}{{esc}} {{join 1 2 k="v"}}{{lookup o "a"}} {{#bold}}t{{title}}{{/bold}}';
const partial = '{{#each kids}}<{{this}}>{{/each}}';
const compiled = (text) => Handlebars.template(evaluate('module.exports = ' + Handlebars.precompile(text)));
module.exports = () => {
  const h = Handlebars.create();
  h.registerHelper('upper', (s) => String(s).toUpperCase());
  h.registerHelper('join', (...a) => a.slice(0, -1).join('+') + show(a.at(-1).hash));
  h.registerHelper('bold', function (options) { return '<b>' + options.fn(this) + '</b>'; });
  h.registerPartial('kids', h.template(evaluate('module.exports = ' + h.precompile(partial))));
  const t = h.template(evaluate('module.exports = ' + h.precompile(source)));
  const data = { title: 'T', raw: '<i>', esc: '<i>&', o: { a: 'A' }, list: [{ name: 'x', kids: [1, 2] }, { name: 'y' }, { name: 'z', kids: ['<'] }] };
  let failed = '';
  try { h.parse('{{#if}}'); } catch (e) { failed = e.message; }
  return show([t(data), h.parse(source), failed, compiled(partial)({ kids: [1] })]);
};`,
};

const marked: RealProgram = {
  name: 'marked',
  entry: `${show}
const { Marked } = require('marked');
const text = load('marked', 'README.md') + '\\n\\n1. a\\n   - b\\n   - [x] c\\n2. d\\n\\n| a | b |\\n|---|:-:|\\n| 1 | *2* |\\n\\n> q\\n> > r\\n\\n\`\`\`js\\nlet x\\n\`\`\`\\n\\n<b>html</b> **x _y_** ~~z~~ [l](u "t") ![i](s)\\n\\nsetext\\n===\\n';
module.exports = () => {
  const seen = [];
  const m = new Marked({ gfm: true });
  m.use({ renderer: { heading({ tokens, depth }) { return '<h' + depth + '!>' + this.parser.parseInline(tokens); } }, walkTokens: (t) => { seen.push(t.type); },
    extensions: [{ name: 'at', level: 'inline', start: (s) => s.indexOf('@'), tokenizer(s) { const x = /^@(\\w+)/.exec(s); if (x) return { type: 'at', raw: x[0], who: x[1] }; }, renderer: (t) => '<at>' + t.who }] });
  return show([m.parse(text), m.lexer(text), seen.length]);
};`,
};

const babel: RealProgram = {
  name: '@babel/standalone',
  avoid: /[gs]et \[as |\.[gs]et \(|stackTraceRewriter/,
  entry: `${show}
const Babel = require('@babel/standalone');
const source = load('handlebars', 'dist/cjs/handlebars/compiler/javascript-compiler.js').slice(0, 12000).replace(/\\n[^\\n]*$/, '') ;
const modern = 'class A extends B { #x = 1; static async *m(a, {b = 2, ...c} = {}) { for await (const x of a) yield x?.y ?? c; } } const f = async (...r) => \`\${await r}\`; let { p, ...q } = f; label: for (const k of [..."ab"]) { try { continue label; } finally { x ||= k ** 2; } }';
module.exports = () => {
  const run = (text, options) => { try { return Babel.transform(text, { configFile: false, babelrc: false, ...options }).code; } catch (e) { return e.message; } };
  return show([run(modern, { presets: [['env', { targets: 'ie 11' }]] }), run('const a: number = <T>x as U; enum E { A, B = A }', { presets: ['typescript'], filename: 'a.ts' }),
    run('<div a="1" {...b}>{c}<X/></div>', { presets: ['react'] }), run('let a; let a;', {}), run(source, { compact: true, sourceType: 'script' })]);
};`,
};

const typescript: RealProgram = {
  name: '@ts-morph/common',
  avoid: /new (Map|Set) \(<anonymous>\)/,
  entry: `${show}
const ts = load('@ts-morph/common', 'dist/typescript.js', true);
const lib = load('@ts-morph/common', 'dist/typescript.js').slice(0, 0) + 'interface Array<T> { length: number; [n: number]: T; map<U>(f: (x: T, i: number) => U): U[]; } interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {} interface NewableFunction {} interface Number { toFixed(n?: number): string; } interface Object {} interface RegExp {} interface String { length: number; } type Partial<T> = { [P in keyof T]?: T[P] }; type Pick<T, K extends keyof T> = { [P in K]: T[P] };';
const source = 'enum Color { Red, Green = 5 } namespace N { export const x = 1; } abstract class Shape<T extends { a: number }> { constructor(private readonly t: T, public n = 1) {} abstract area(): number; get v() { return this.t.a; } } class Sq extends Shape<{ a: number; b?: string }> { area() { return this.v ** 2; } } function over(x: string): number; function over(x: number): string; function over(x: any): any { return x; } const p: Pick<{ a: 1; b: 2 }, "a"> = { a: 1 }; const bad: number = over(1); type Deep<T> = T extends (infer U)[] ? Deep<U> : T; let d: Deep<number[][]> = "x"; const g = [1, 2].map((x, i) => ({ x, s: x.toFixed(i) })); for (const { x, s } of g as any) { if (typeof s === "string") s.length; else s.nope; } async function f() { await f(); } let u = p?.a ?? N.x; class Bad implements Missing {}';
module.exports = () => {
  const files = { 'lib.d.ts': lib, 'a.ts': source };
  const out = {};
  const host = { getSourceFile: (n, v) => (files[n] === undefined ? undefined : ts.createSourceFile(n, files[n], v, true)), getDefaultLibFileName: () => 'lib.d.ts', writeFile: (n, t) => { out[n] = t; }, getCurrentDirectory: () => '', getCanonicalFileName: (n) => n, useCaseSensitiveFileNames: () => true, getNewLine: () => '\\n', fileExists: (n) => n in files, readFile: (n) => files[n], directoryExists: () => true, getDirectories: () => [] };
  const program = ts.createProgram(['a.ts'], { target: ts.ScriptTarget.ES2015, strict: true, declaration: true, ignoreDeprecations: '6.0', types: [] }, host);
  const messages = ts.getPreEmitDiagnostics(program).map((d) => [d.start, d.code, ts.flattenDiagnosticMessageText(d.messageText, ' ')]);
  program.emit();
  const checker = program.getTypeChecker();
  const types = [];
  ts.forEachChild(program.getSourceFile('a.ts'), function visit(node) { if (ts.isVariableDeclaration(node)) types.push(checker.typeToString(checker.getTypeAtLocation(node))); ts.forEachChild(node, visit); });
  return show([messages, out, types]);
};`,
};

/** Cheap enough for every test run. */
export const small = [acorn, lodash, handlebars, marked];
/** Megabytes of source; seconds each. */
export const large = [babel, typescript];
