// What the compiler is given by mistake, by malice or by a generator: it refuses with a position, or the output runs.
import vm from 'node:vm';
import { parse } from 'acorn';
import { compile } from 'greenspool/compiler';
import { describe, expect, it } from 'vitest';
import { evaluate, runParking } from './evaluate.ts';

const script = { sourceType: 'script', filename: 'bad.js' } as const;

function errorOf(run: () => unknown): { code?: string; message: string; line?: number; column?: number } {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown');
}

describe('syntax errors', () => {
  it.each([
    ['let a = 1\nlet a = 2', 2, 4],
    ['if (', 1, 4],
    ['class A {\n  constructor() { super() }\n}', 2, 18],
    ['"use strict"; with (a) {}', 1, 14],
    ['for (const x of y) { continue z }', 1, 21],
    ['a ?? b || c', 1, 7],
    ['import x from "y"', 1, 0],
    ['var \u{1F600} = 1', 1, 4],
    ['return 1', 1, 0],
  ])('%j is refused with its place', (source, line, column) => {
    const error = errorOf(() => compile(source, script));
    expect(error).toMatchObject({ code: 'GS_SYNTAX', line, column });
    expect(error.message).toContain('bad.js');
  });

  it('modules and CommonJS have rules of their own', () => {
    expect(errorOf(() => compile('with (a) {}', { sourceType: 'module' })).code).toBe('GS_SYNTAX');
    expect(errorOf(() => compile('await 1', { sourceType: 'commonjs' })).code).toBe('GS_SYNTAX');
    expect(compile('return f(new.target)', { sourceType: 'commonjs' }).code).toContain('new.target');
    expect(compile('await f()', { sourceType: 'module' }).code).toContain('await');
  });

  it('the runtime itself has no such names to give away', () => {
    expect(errorOf(() => compile('var $gs = 1; f()', script)).code).toBe('GS_RESERVED_NAME');
    expect(errorOf(() => compile('function f($gsm) { return g() }', script)).code).toBe('GS_RESERVED_NAME');
  });
});

describe('unusual files', () => {
  it('may import in phases, which only newer hosts know', () => {
    const { code } = compile(`import source a from './a.wasm'; import defer * as b from './b.js';
      export const f = (g) => [import.source(g()), import.defer(g()), import(g())];`);
    const kept = [
      "import source a from './a.wasm'",
      "import defer * as b from './b.js'",
      'import.source(',
      'import.defer(',
      'import(',
    ];
    expect(kept.filter((text) => !code.includes(text))).toEqual([]);
  });

  it.each(['', '\n', '// only a comment', '"use strict"', ';;;', '#!/usr/bin/env node\n', '\ufeff', '<!-- html\n'])(
    '%j stays as it is',
    (source) => {
      expect(compile(source, script).code).toBe(source);
    },
  );

  it('a byte order mark, #! and directives stay in front', () => {
    for (const head of ['\ufeff', '#!/usr/bin/env node\n', '"use strict";', "'use asm'; 'use strict';\n"]) {
      const { code } = compile(`${head}f(1)`, { sourceType: 'commonjs' });
      expect(code.startsWith(head.trimEnd()), head).toBe(true);
      expect(() => new Function(code.replace(/^#!.*/, '').replace('\ufeff', ''))).not.toThrow();
    }
  });

  it('line ends of every kind keep their places', () => {
    for (const end of ['\n', '\r\n', '\r', '\u2028']) {
      const source = ['(function (park) {', 'let a = park(1)', '// comment', 'return a + park(2)', '})'].join(end);
      expect(runParking(source.slice(1, -1))).toBe(3);
    }
  });

  it('a compiled file is left as it is', () => {
    const once = compile('function f(g) { return g() + g() }', script).code;
    expect(compile(once, script)).toEqual({ code: once, map: null });
  });

  it('names that the output would like to use are free for the program', () => {
    const names = ['$t', '$k', '$s', '$1', '$2', '$f', '$v', '$x', '$y', '$c', '$a', '$r0_x', '$_1', '$_t'];
    const source = `function (park) { let ${names.map((name, i) => `${name} = park(${i})`)}; return [${names}].join(); }`;
    expect(runParking(source)).toBe(names.map((_, i) => i).join());
  });

  it('names that every object inherits are names like others', () => {
    // toString and valueOf as methods are conversions, where nothing may park
    const isConversion = (name: string) => name === 'toString' || name === 'valueOf';
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      const variable = `function (park) { let ${name} = park(1); const o = { ${name}(x) { return park(x); } }; return ${name} + o.${name}(2); }`;
      if (!isConversion(name)) expect(runParking(variable), name).toBe(3);
      const called = `function (park) { function ${name}(x) { return park(x); } ${name}: for (;;) { break ${name}; } return ${name}(1) + ${name}.call(0, 2); }`;
      expect(runParking(called), name).toBe(3);
      const object = `function (park) { const ${name} = { from: (x) => park(x), map(f) { return f(2); } }; return ${name}.from(1) + ${name}.map((x) => park(x)); }`;
      expect(runParking(object), name).toBe(3);
      const method = `function (park) { const o = { ${JSON.stringify(name)}: (x) => park(x) }; return o.${name}?.(1) + o.${name}(park(2)); }`;
      if (!isConversion(name) && name !== '__proto__') expect(runParking(method), name).toBe(3);
    }
  });

  it('a tree of another parser is taken', () => {
    const source = '(function (f) { return f(1) + f(2) })';
    const ast = parse(source, { ecmaVersion: 'latest' });
    const { code } = compile(source, { ...script, ast });
    expect((vm.runInThisContext(code) as (f: unknown) => number)((x: number) => x)).toBe(3);
  });
});

describe('large files', () => {
  const many = (n: number, part: (i: number) => string, separator = '') =>
    Array.from({ length: n }, (_, i) => part(i)).join(separator);

  it.each([
    ['a thousand calls in one expression', `function (park) { return ${many(1000, () => 'park(1)', ' + ')}; }`, 1000],
    [
      'three hundred calls inside each other',
      `function (park) { return ${'park('.repeat(300)}7${')'.repeat(300)}; }`,
      7,
    ],
    [
      'a thousand variables',
      `function (park) { ${many(1000, (i) => `let v${i} = park(${i});`)} return v0 + v999; }`,
      999,
    ],
    [
      'four hundred else ifs',
      `function (park) { const x = 399; ${many(400, (i) => `if (x === park(${i})) return ${i};`, ' else ')} }`,
      399,
    ],
    [
      'three hundred nested blocks',
      `function (park) { let n = 0; ${'{ n += park(1); '.repeat(300)}${'}'.repeat(300)} return n; }`,
      300,
    ],
    [
      'a hundred nested functions',
      `function (park) { return ${'(() => '.repeat(100)}park(5)${')()'.repeat(100)}; }`,
      5,
    ],
    [
      'a switch with a thousand cases',
      `function (park) { switch (park(998)) { ${many(1000, (i) => `case ${i}: park(${i}); `)} } return 1; }`,
      1,
    ],
    [
      'a chain of four hundred methods',
      `function (park) { const o = { m() { park(1); return o; } }; o${'.m()'.repeat(400)}; return 2; }`,
      2,
    ],
    [
      'three thousand functions',
      `function (park) { ${many(3000, (i) => `function f${i}(x) { return park(x); }`)} return f0(1) + f2999(2); }`,
      3,
    ],
    [
      'a hundred loops inside tries',
      `function (park) { let n = 0; ${'try { for (const x of [1]) { '.repeat(100)} n += park(3); ${'} } finally { n++; }'.repeat(100)} return n; }`,
      103,
    ],
  ])('%s', { timeout: 30_000 }, (_, source, result) => {
    expect(runParking(source)).toBe(result);
  });

  it('the output grows with the input, not faster', () => {
    const size = (n: number) =>
      compile(`function f(p) { ${many(n, (i) => `let a${i} = p(${i}); if (a${i}) p(() => a${i});`)} }`, script).code
        .length;
    expect(size(400) / size(100)).toBeLessThan(8);
    const nested = (n: number) =>
      compile(`const f = ${'(p) => { p(1); return '.repeat(n)}p${'; }'.repeat(n)}`, script).code.length;
    expect(nested(12) / nested(6)).toBeLessThan(8);
  });
});

describe('the runtime', () => {
  it('is named when it is missing', () => {
    const { code } = compile('f()', script);
    const error = errorOf(() => vm.runInNewContext(code, { f() {} }));
    expect(error.code).toBe('GS_NO_RUNTIME');
    expect(error.message).toContain('greenspool/register');
  });

  it('is imported by modules', () => {
    expect(compile('f()', { sourceType: 'module' }).code).toContain('import "greenspool/compiled"');
    expect(compile('f()', { sourceType: 'module', runtime: './r.js' }).code).toContain('import "./r.js"');
  });

  it('may be there twice', async () => {
    const copy = new URL('../../build/compiled/index.js?second', import.meta.url).href;
    await import(/* @vite-ignore */ copy);
    expect(runParking('function (park) { return park(1) + park(2); }')).toBe(3);
  });
});

describe('functions that are left as they are', () => {
  it('direct eval sees and changes the variables around it', () => {
    expect(
      evaluate(`(() => { let a = 1; const f = () => a; eval('a = 2; var b = 3'); return [f(), a, b].join(); })()`),
    ).toBe('2,2,3');
  });

  it('with finds names in the object', () => {
    expect(evaluate(`(() => { const o = { x: 1, f() { return this.x; } }; with (o) { x = 5; return f(); } })()`)).toBe(
      5,
    );
  });

  it('their callers may park, and what they call may be called', () => {
    const plus = evaluate("(x) => { const y = eval('x + 1'); return String(y); }");
    const source = 'function (park, plus) { return park(1) + plus(park(2)) + park(3); }';
    expect(runParking(source, plus)).toBe('133');
  });
});
