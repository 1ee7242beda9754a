/** Programs that are patched before they are loaded. */
import { describe, expect, it } from 'vitest';
import { App } from '../loader/app.ts';

const library = `
  import { readFileSync } from 'node:fs';
  import { sleep, spawn } from 'greenspool';
  export function parks() {
    const log = [];
    const read = spawn(() => { readFileSync(import.meta.filename ?? process.argv[1]); log.push('read'); });
    const other = spawn(() => { log.push('other'); });
    return Promise.all([read, other]).then(() => log.join());
  }`;

describe('a program', () => {
  it('is compiled and patched by --import greenspool/monkey/register alone', () => {
    using app = new App({
      'lib.mjs': library,
      'main.cjs':
        'const { statSync } = require("node:fs"); import("./lib.mjs").then(({ parks }) => parks()).then((log) => console.log(log, statSync.name));',
    });
    const result = app.node(['--import', 'greenspool/monkey/register', 'main.cjs']);
    expect(result.output).toBe('other,read statSync\n');
    expect(result.files('compiled')).toEqual(['lib.mjs', 'main.cjs']);
  });

  it('is patched by greenspool run --patch, and so are its workers and children', () => {
    using app = new App({
      'lib.mjs': library,
      'other.mjs': 'import { parks } from "./lib.mjs"; console.log(process.argv[2] ?? "worker", await parks());',
      'main.mjs': `import { fork } from 'node:child_process'; import { Worker } from 'node:worker_threads';
        import { waitFor } from 'greenspool'; import { parks } from './lib.mjs';
        console.log('main', waitFor(parks()), process.argv.slice(2));
        const url = new URL('./other.mjs', import.meta.url);
        waitFor(new Worker(url), 'exit');
        waitFor(fork(url.pathname, ['child']), 'exit');`,
    });
    const { output } = app.command(['--patch', 'main.mjs', '--patch']);
    expect(output).toBe("main other,read [ '--patch' ]\nworker other,read\nchild other,read\n");
  });
});
