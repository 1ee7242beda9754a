// Runs every snippet of the README and of docs/ as a user would: in a project of its own that has the package installed
// under its name. What a page says is printed is compared with what is printed; see markdown.ts for the convention.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkedProject, root, tscPath } from '../package/project.ts';
import { matches, type Snippet, snippetsOf } from './markdown.ts';

const tsc = ['--outDir', '.', '--target', 'es2022', '--module', 'nodenext', '--strict', '--types', 'node'];
/** Pages that have nothing to run; any other page whose snippets are not found is an error. */
const withoutSnippets = new Set(
  ['README', 'assemblyscript', 'benchmarks', 'design', 'errors', 'from-gevent'].map((page) => `docs/${page}.md`),
);
let project = '';

beforeAll(() => {
  project = linkedProject();
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

for (const page of pages()) {
  describe(relative(root, page), () => {
    const snippets = snippetsOf(readFileSync(page, 'utf8')).filter(isRun);
    it('has the snippets that it should have', () => {
      expect(snippets.length > 0).toBe(!withoutSnippets.has(relative(root, page)));
    });
    for (const snippet of snippets) {
      it(`line ${snippet.line} runs and prints what the page says`, () => {
        check(snippet, `${basename(page, '.md')}-${snippet.line}`);
      });
    }
  });
}

function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    join(root, 'README.md'),
    ...docs.filter((name) => name.endsWith('.md')).map((name) => join(root, 'docs', name)),
  ];
}

function isRun({ language, directive }: Snippet): boolean {
  if (directive?.name === 'not run' && directive.reason === '') throw new Error('"not run" needs a reason');
  return language === 'sh' ? directive?.name === 'run' : directive?.name !== 'not run';
}

function check(snippet: Snippet, name: string): void {
  const { status, stdout, stderr } = run(snippet, name);
  const fails = snippet.directive?.name === 'fails';
  const printed = fails ? stdout + stderr : stdout;
  expect(fails ? status !== 0 : status === 0, `exit code ${status}\n${stdout}${stderr}`).toBe(true);
  if (snippet.expected === undefined || matches(printed, snippet.expected)) return;
  expect(printed.trimEnd()).toBe(snippet.expected.trimEnd());
}

function run({ language, code, directive }: Snippet, name: string) {
  if (language === 'sh') return execute('bash', ['-euc', code]);
  if (directive?.name === 'compiled') {
    const file = `${name}.${language === 'js' ? 'mjs' : 'mts'}`;
    writeFileSync(join(project, file), code);
    return execute(process.execPath, [join(root, 'build/cli/index.js'), 'run', file]);
  }
  if (language === 'js') writeFileSync(join(project, `${name}.mjs`), code);
  else compile(code, name);
  return execute(process.execPath, [`${name}.mjs`]);
}

function compile(code: string, name: string): void {
  writeFileSync(join(project, `${name}.mts`), code);
  const { status, stdout } = execute(process.execPath, [tscPath, ...tsc, `${name}.mts`]);
  expect(status, stdout).toBe(0);
}

function execute(command: string, args: string[]) {
  return spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
