import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve } from '../../build/cli/serve.js';
import { App } from '../loader/app.ts';
import { root } from '../package/project.ts';

const cli = join(root, 'build/cli/index.js');

/** Fails at once when the command ends without a word. */
function firstLine(child: ReturnType<App['start']>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data)));
    child.once('exit', (code) => reject(new Error(`exit code ${code}`)));
  });
}

describe('greenspool serve', { timeout: 60_000 }, () => {
  it.each([
    [[], 'name one program'],
    [['a.js', 'b.js'], 'name one program'],
    [['a.js', '--port', 'http'], '--port is a number, not http'],
    [['a.js', '--workers', ''], '--workers is a number'],
    [['a.js', '--grace=-1'], '--grace is a number'],
    [['a.js', '--watch'], '--watch'],
  ])('says how it is used: %j', async (args, what) => {
    const error = await serve(args).catch((caught) => caught);
    expect([error.code, error.message]).toEqual(['GS_USAGE', expect.stringContaining(what)]);
    expect(error.message).toContain('serve <program>');
  });

  it('says in one line that there is no such program', async () => {
    await expect(serve(['none.ts'])).rejects.toMatchObject({ code: 'GS_NO_FILE' });
  });

  it('serves the handler that a program exports, with its options, and drains on SIGINT', async () => {
    using app = new App({
      'app.ts': `
        import { sleep } from 'greenspool';
        sleep(1); // the top level blocks as well
        export default {
          host: '127.0.0.1',
          port: 1,
          handler(req: { url: string }): string { console.log('begun'); sleep(50); return process.argv[2] + req.url; },
        };`,
    });
    const child = app.start([cli, 'serve', 'app.ts', '--port', '0', '--', 'argument']);
    const line = await firstLine(child);
    const [, url] = /^greenspool: (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line) ?? [];
    const answer = fetch(`${url}/path`).then((response) => response.text());
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await answer).toBe('argument/path');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['takes a signal that comes twice at once, as npm passes it on, for one', 20, ['whole', 0]],
    ['ends at once at the second signal', 600, ['cut', 130]],
  ])('%s', async (_, afterMs, expected) => {
    using app = new App({
      'app.mjs': `
        import { sleep } from 'greenspool';
        const handler = () => { console.log('begun'); sleep(1500); return 'whole'; };
        export default { handler, host: '127.0.0.1', port: 0 };`,
    });
    const child = app.start([cli, 'serve', 'app.mjs']);
    const url = (await firstLine(child)).trim().replace('greenspool: ', '');
    const answer = fetch(url).then(
      (response) => response.text(),
      () => 'cut',
    );
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), afterMs);
    const [code] = await once(child, 'exit');
    expect([await answer, code]).toEqual(expected);
  });

  it('serves an app that is CommonJS, through workers', async () => {
    using app = new App({
      'app.cjs': `
        let greenspool;
        import('greenspool').then((loaded) => { greenspool = loaded; });
        const handler = () => { greenspool.sleep(1); return 'from ' + require('node:cluster').worker.id; };
        module.exports = { handler, workers: 1, host: '127.0.0.1' };`,
    });
    const child = app.start([cli, 'serve', 'app.cjs', '--port=0']);
    const line = await firstLine(child);
    const [, url] = /^greenspool: (\S+), 1 worker\n$/.exec(line) ?? [];
    expect(await (await fetch(url as string)).text()).toBe('from 1');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says in one line that an export is no handler', () => {
    using app = new App({ 'app.mjs': 'export default 42;' });
    const { status, stderr } = app.node([cli, 'serve', 'app.mjs'], { GREENSPOOL_DEBUG: '' });
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^serve the default export of \S+app\.mjs: 42 answers no requests\..*$/);
  });

  it.each(['zzz', '99999'])('says in one line that PORT=%s is no port, when it is asked', (PORT) => {
    using app = new App({
      'app.mjs': "export default () => 'hello';",
      'own.mjs': "export default { handler: () => 'hello', port: 0, grace: -1 };",
    });
    const { status, stderr } = app.node([cli, 'serve', 'app.mjs'], { GREENSPOOL_DEBUG: '', PORT });
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(new RegExp(`^serve with "${PORT}": PORT of the environment says so, .*$`));
    expect(app.node([cli, 'serve', 'own.mjs'], { GREENSPOOL_DEBUG: '', PORT }).stderr).toContain('serve with -1');
  });
});
