import { describe, expect, it } from 'vitest';
import { parseJsonc } from '../../build/loader/jsonc.js';
import { sourceFor } from '../../build/loader/resolve.js';
import { App } from './app.ts';

describe('TypeScript', { timeout: 60_000 }, () => {
  it('has its meaning from the nearest tsconfig.json and what that extends', () => {
    using app = new App({
      'tsconfig.json': '// the root\n{ "extends": ["./base", "shared"], "compilerOptions": { "jsxFactory": "h", }, }',
      'base.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "never" } }',
      'node_modules/shared/tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      'main.tsx': `const h = (name: string) => 'made ' + name;
        const seen: unknown[] = [];
        function note(target: object, key: string) { seen.push(typeof target, key); }
        class A { @note field = 1; }
        console.log(<div />, seen.join(), new A().field);`,
    });
    expect(app.run(['main.tsx']).output).toBe('made div object,field 1\n');
  });

  it('has the decorators of the standard without a tsconfig.json', () => {
    using app = new App({
      'main.ts': `const twice = (f: Function, _: unknown) => function (this: unknown, n: number) { return f.call(this, n) * 2; };
        class A { @twice m(n: number) { return n + 1; } }
        console.log(new A().m(1));`,
    });
    expect(app.run(['main.ts']).output).toBe('4\n');
  });

  it('has the JSX runtime of the tsconfig.json, and takes JSX that others would preserve', () => {
    using app = new App({
      'tsconfig.json': '{ "compilerOptions": { "jsx": "preserve", "jsxImportSource": "tiny" } }',
      'node_modules/tiny/package.json':
        '{ "name": "tiny", "type": "module", "exports": { "./jsx-runtime": "./j.js" } }',
      'node_modules/tiny/j.js': 'export const jsx = (name, props) => name + Object.keys(props);',
      'main.tsx': 'console.log(<a b="c" />); export {};',
    });
    expect(app.run(['main.tsx']).output).toBe('ab\n');
  });

  it.each([
    ['{ "extends": "./none.json" }', 'none.json'],
    ['{ "extends": "./tsconfig.json" }', 'extends itself'],
    ['{', 'tsconfig.json'],
  ])('is refused with a tsconfig.json of %s', (text, why) => {
    using app = new App({ 'tsconfig.json': text, 'main.cts': 'const n: number = 1;' });
    const { status, stderr } = app.run(['main.cts']);
    expect(status).toBe(1);
    expect(stderr).toContain('GS_BAD_CONFIG');
    expect(stderr).toContain(why);
  });

  it.each(['main.cts', 'main.mts'])('that cannot be parsed is an error with its place, in %s', (name) => {
    using app = new App({ [name]: 'const a = 1;\nlet b: = 2;\n' });
    const { status, stderr } = app.run([name]);
    expect(status).toBe(1);
    expect(stderr).toContain(`${app.path(name)}:2:8`);
    expect(stderr).toContain('let b: = 2;');
    expect(stderr).toContain('GS_SYNTAX');
  });

  it('is lowered where it is not compiled', () => {
    using app = new App({ 'main.ts': 'enum E { A = 3 }\nconsole.log(E.A);' });
    const result = app.run(['main.ts'], { GREENSPOOL_EXCLUDE: '**' });
    expect(result.output).toBe('3\n');
    expect(result.done).toEqual({ 'main.ts': 'lowered' });
  });

  it('of a package is lowered only when the package is included', () => {
    using app = new App({
      'main.mjs': 'console.log((await import("typed")).n);',
      'node_modules/typed/package.json': '{ "name": "typed", "type": "module", "exports": "./index.ts" }',
      'node_modules/typed/index.ts': 'export const n: number = 1;',
    });
    expect(app.run(['main.mjs'], { GREENSPOOL_INCLUDE: 'typed' }).output).toBe('1\n');
    expect(app.run(['main.mjs']).status).toBe(1);
  });

  it('is found behind names in the "imports" of package.json', () => {
    using app = new App({
      'package.json': '{ "name": "app", "type": "module", "imports": { "#lib/*": "./src/*.js" } }',
      'main.ts': 'import { a } from "#lib/a"; console.log(a);',
      'src/a.ts': 'export const a: number = 1;',
    });
    expect(app.run(['main.ts']).output).toBe('1\n');
  });

  it('is not looked for by JavaScript modules that name no extension', () => {
    using app = new App({ 'main.mjs': 'import "./a";', 'a.ts': '' });
    const { status, stderr } = app.run(['main.mjs']);
    expect(status).toBe(1);
    expect(stderr).toContain('ERR_MODULE_NOT_FOUND');
  });

  it('does not hide that a module is missing', () => {
    using app = new App({ 'main.ts': 'import "./none.js";', 'main.cts': 'require("./none");' });
    expect(app.run(['main.ts']).stderr).toContain('ERR_MODULE_NOT_FOUND');
    expect(app.run(['main.cts']).stderr).toContain('MODULE_NOT_FOUND');
  });
});

describe('the file behind a name', () => {
  it.each([
    ['x.js', 'x.ts'],
    ['y.mjs', 'y.mts'],
    ['folder', 'folder/index.tsx'],
    ['z.jsx', 'z.tsx'],
    ['none.js', undefined],
  ])('%s is %s', (name, expected) => {
    using app = new App({ 'x.ts': '', 'y.mts': '', 'z.tsx': '', 'folder/index.tsx': '' });
    expect(sourceFor(app.path(name), true)).toBe(expected && app.path(expected));
  });
});

describe('JSON with comments', () => {
  it('keeps what only looks like a comment', () => {
    const text = '{ // one\n "a": "// no, \\" /* no */", /* two */ "b": [1, 2,], }';
    expect(parseJsonc(text)).toEqual({ a: '// no, " /* no */', b: [1, 2] });
  });
});
