/** Whole programs: compiled functions in threads, and when a process ends. */
import { describe, expect, it } from 'vitest';
import { App } from '../loader/app.ts';

const files = {
  'main.ts': `import { pool, threadFunction } from 'greenspool/threads';
    const blocks = threadFunction<typeof import('./work.ts').blocks>(new URL('./work.ts', import.meta.url), 'blocks');
    const here = 2;
    function attempt(call: () => unknown): unknown {
      try { return call(); } catch (error) { return (error as Error).message.split(': ')[1]; }
    }
    function ask() { return blocks(3); }
    console.log(ask(), pool.map((n: number) => [n, n].map((x) => x * n).join(), [2, 3]));
    console.log(attempt(() => pool.apply((n: number) => [n].map((x) => x * here), [1])));
    console.log(attempt(() => pool.apply((s: string) => String.raw\`\${s}\`, ['a'])));
    try { blocks(-1); } catch (error) { console.log((error as Error).stack!.replaceAll(/ \\(.*[/]/g, ' (')); }`,
  'work.ts': `import { sleep, spawn } from 'greenspool';
    export function blocks(ms: number): string {
      if (ms < 0) fails();
      const g = spawn(() => { sleep(ms); return 'slept'; });
      sleep(1);
      return \`\${g.get()} \${ms}\`;
    }
    function fails(): never { sleep(1); throw new RangeError('negative'); }`,
  'config/greenspool.config.json': '{ "exclude": ["./out.mjs"] }',
  'config/main.mjs': `import { threadFunction } from 'greenspool/threads';
    // a job is all that keeps the process alive, and an idle thread does not
    process.on('exit', () => console.log(performance.now() < 9000));
    for (const name of ['in', 'out']) console.log(await threadFunction(new URL(\`./\${name}.mjs\`, import.meta.url), 'f')());`,
  'config/in.mjs': 'export function f() { return "in".trim(); }',
  'config/out.mjs': 'export function f() { return "out".trim(); }',
};

describe('a program', { timeout: 60_000 }, () => {
  it('runs compiled functions in threads, which may block there', () => {
    using app = new App(files);
    const lines = app.command(['main.ts']).output.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      "slept 3 [ '4,4', '9,9' ]",
      'it uses a variable of its surroundings',
      expect.stringMatching(/^it blocks or has a tagged template/),
    ]);
    expect(lines.slice(3).map((line) => line.replace(/:\d+\)/, ')'))).toEqual([
      'RangeError: negative',
      '    at fails (work.ts:8)',
      '    at blocks (work.ts:3)',
      '    at async a thread (blocks)',
      '    at <anonymous> (main.ts:11)',
      '',
    ]);
  });

  it('is compiled in threads by its own configuration, and ends when its jobs have', () => {
    using app = new App(files);
    const result = app.run(['config/main.mjs']);
    expect(result.output).toBe('in\nout\ntrue\n');
    expect(result.files('compiled')).toEqual(['config/in.mjs', 'config/main.mjs']);
  });
});
