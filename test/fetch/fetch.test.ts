/** fetch in blocking style, against a server that answers late, in pieces, with errors, or never. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { each, type Greenlet, Pool, sleep, spawn } from 'greenspool';
import * as ours from 'greenspool/fetch';
import { HttpError, type Response } from 'greenspool/fetch';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { STATE } from '../../build/engine/abi.js';
import { engine } from '../../build/engine/load.js';
import { bodyOf, greenletKinds, type Kind, kinds, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

const page = 'x'.repeat(5000);
const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/hello': (_, response) => response.end('hello'),
  '/json': (_, response) => response.end('{"a":[1,2]}'),
  '/missing': (_, response) => response.writeHead(404, 'Nothing here').end('no such page,\n  sorry'),
  '/broken': (_, response) => response.writeHead(500).end(page),
  '/empty': (_, response) => response.writeHead(503, ' ').end(),
  '/never': () => undefined,
  '/half': (_, response) => void response.write('half of it'),
  '/cut': (_, response) =>
    void response.writeHead(200, { 'content-length': 100 }).write('cut', () => response.destroy()),
  '/cut-error': (_, response) =>
    void response.writeHead(502, { 'content-length': 100 }).write('cut', () => response.destroy()),
  '/form': (_, response) => response.setHeader('content-type', 'application/x-www-form-urlencoded').end('a=1'),
  '/echo': (request, response) => void request.pipe(response),
  '/elsewhere': (_, response) => response.writeHead(302, { location: '/hello' }).end(),
};

let server: Server;
let at = '';
/** What has become of the requests for a path that never ends. */
let closed: Promise<unknown>[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    closed.push(once(response, 'close'));
    answers[request.url ?? '']?.(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function resultOf(kind: Kind, text: string, more: object = {}): Promise<unknown> {
  return start(kind, await bodyOf(kind, text), { ...ours, at, ...more });
}

/** The request has been received, and then given up by us. */
async function isGivenUp(): Promise<boolean> {
  await closed.at(-1);
  return closed.length > 0;
}

/** Runs the hub until the promise has settled. */
async function pumped<T>(loop: ManualLoop, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => (isOver = true);
  promise.then(over, over);
  while (!isOver) {
    loop.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return promise;
}

/** Lets the host work, and not the hub. */
async function pumpUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

async function received(): Promise<void> {
  closed = [];
  await once(server, 'request');
}

describe.each(kinds)('in a %s body', (kind) => {
  it('fetch gives the answer, and its body in every form', async () => {
    const text = `const found = [];
      for (const form of ['text', 'bytes', 'arrayBuffer', 'blob']) {
        const r = CALL(env.fetch(env.at + '/hello'));
        const body = CALL(r[form]());
        found.push(r.status, r.ok, body.length ?? body.byteLength ?? body.size);
      }
      const json = CALL(CALL(env.fetch(env.at + '/json')).json());
      const form = CALL(CALL(env.fetch(env.at + '/form')).formData());
      return [...found, json, form.get('a')]`;
    const ok = [200, true, 5];
    expect(await resultOf(kind, text)).toEqual([...ok, ...ok, ...ok, ...ok, { a: [1, 2] }, '1']);
  });

  it('fetchText and fetchJson give the body at once, and send what fetch can send', async () => {
    const text = `return [CALL(env.fetchText(env.at + '/hello')), CALL(env.fetchJson(new URL(env.at + '/json'))),
      CALL(env.fetchText(env.at + '/echo', { method: 'POST', body: 'sent' }))]`;
    expect(await resultOf(kind, text)).toEqual(['hello', { a: [1, 2] }, 'sent']);
  });

  it('fetch gives answers with errors, where fetchText and fetchJson throw them', async () => {
    const text = `const r = CALL(env.fetch(env.at + '/missing')); const found = [r.status, r.ok, CALL(r.text())];
      for (const call of ['fetchText', 'fetchJson'])
        try { CALL(env[call](env.at + '/missing')) } catch (e) { found.push(e.name, e.code, e.status, e.url === env.at + '/missing', e.body) }
      return found`;
    const error = ['HttpError', 'GS_HTTP_STATUS', 404, true, 'no such page,\n  sorry'];
    expect(await resultOf(kind, text)).toEqual([404, false, 'no such page,\n  sorry', ...error, ...error]);
  });

  it('what is no JSON is an error that says so', async () => {
    const text = `const found = [];
      try { CALL(env.fetchJson(env.at + '/hello')) } catch (e) { found.push(e.code, e.status, e.body, e.cause.name) }
      try { CALL(CALL(env.fetch(env.at + '/hello')).json()) } catch (e) { found.push(e.name) }
      return found`;
    expect(await resultOf(kind, text)).toEqual(['GS_NOT_JSON', 200, 'hello', 'SyntaxError', 'SyntaxError']);
  });

  it('errors of the network are those of fetch, with their cause', async () => {
    const text = `const found = [];
      for (const [call, path] of [['fetch', 'http://127.0.0.1:1/'], ['fetchText', env.at + '/cut'], ['fetch', 'no url'], ['fetchText', null]])
        try { CALL(env[call](path)) } catch (e) { found.push(e.name, e.cause.code) }
      try { CALL(CALL(env.fetch(env.at + '/cut')).text()) } catch (e) { found.push(e.name, e.cause.code) }
      return found`;
    const [refused, cut, noUrl] = ['ECONNREFUSED', 'UND_ERR_SOCKET', 'ERR_INVALID_URL'].map((code) => [
      'TypeError',
      code,
    ]);
    const blocked = ['TypeError', undefined]; // some ports are refused without being tried
    const found = (await resultOf(kind, text)) as unknown[];
    expect([refused, blocked]).toContainEqual(found.slice(0, 2));
    expect(found.slice(2)).toEqual([...cut!, ...noUrl!, ...noUrl!, ...cut!]);
  });

  it('the timeout is for the answer and the body together, and gives the request up', async () => {
    const { loop, restore } = withManualLoop();
    const late = () => setImmediate(() => loop.advance(30));
    for (const text of [
      "CALL(env.fetch(env.at + '/never', { timeout: 20 }))",
      "CALL(env.fetchText(env.at + '/half', { timeout: 20 }))",
      "const r = CALL(env.fetch(env.at + '/half', { timeout: 20 })); env.late(); CALL(r.text())",
      "const r = CALL(env.fetch(env.at + '/half', { timeout: 20 })); env.late(); CALL(env.sleep(30)); CALL(r.text())",
    ]) {
      closed = [];
      if (!text.includes('late')) server.once('request', late);
      const result = resultOf(kind, `try { ${text} } catch (e) { return [e.code, e.ms] }`, { late, sleep });
      expect(await pumped(loop, result)).toEqual(['GS_TIMEOUT', 20]);
      expect(await isGivenUp()).toBe(true);
    }
    restore();
  });

  it('an aborted signal is thrown with its reason, in the answer and in the body, and gives the request up', async () => {
    for (const text of [
      "try { CALL(env.fetch(env.at + '/never', env.limits)) } catch (e) { return e }",
      "const r = CALL(env.fetch(env.at + '/half', env.limits)); env.soon(); try { CALL(r.text()) } catch (e) { return e }",
    ]) {
      const control = new AbortController();
      const soon = () => setTimeout(() => control.abort('enough'));
      const result = resultOf(kind, text, { limits: { signal: control.signal }, soon });
      await received();
      if (text.includes('never')) soon();
      expect(await result).toBe('enough');
      expect(await isGivenUp()).toBe(true);
      expect(await resultOf(kind, text, { limits: { signal: control.signal }, soon }).catch((e) => e)).toBe('enough');
    }
  });
});

describe.each(greenletKinds)('a %s body that is killed', (kind) => {
  it.each(["env.fetch(env.at + '/never')", "env.fetchText(env.at + '/half')"])(
    'in %s gives the request up',
    async (call) => {
      const g = start(kind, await bodyOf(kind, `CALL(${call})`), { ...ours, at }) as Greenlet;
      await received();
      await g.kill();
      expect([g.dead, await isGivenUp()]).toEqual([true, true]);
    },
  );

  it('in the body of an answer gives the request up', async () => {
    let inside = () => {};
    const reading = new Promise<void>((resolve) => (inside = resolve));
    const text = "const r = CALL(env.fetch(env.at + '/half')); env.inside(); CALL(r.text())";
    const g = start(kind, await bodyOf(kind, text), { ...ours, at, inside: () => setTimeout(inside) }) as Greenlet;
    await reading;
    await g.kill();
    expect([g.dead, await isGivenUp()]).toEqual([true, true]);
  });
});

it('an answer that arrives for a greenlet that is killed before it runs is given up', async () => {
  const { loop, restore } = withManualLoop();
  const g = spawn(function* () {
    yield ours.fetch(`${at}/half`);
  });
  const asked = received();
  loop.flush();
  await asked;
  const { slot } = g as unknown as { slot: number };
  await pumpUntil(() => engine().stateOf(slot) !== STATE.PARKED);
  g.kill(undefined, { block: false });
  loop.flush();
  restore();
  expect([g.dead, await isGivenUp()]).toEqual([true, true]);
});

describe('an error of a status', () => {
  it('shows the method, the address, the status and the start of the body in one line', async () => {
    const message = (path: string, options?: object) =>
      ours.fetchText(at + path, options).catch((e: Error) => e.message);
    const fix = 'Catch this error and look at its `status`; `fetch()` gives any answer';
    expect(await message('/missing')).toBe(
      `GET ${at}/missing: the server answered 404 Nothing here: "no such page, sorry". ${fix}`,
    );
    expect(await message('/empty', { method: 'post' })).toBe(
      `POST ${at}/empty: the server answered 503: it has no body. ${fix}`,
    );
    expect(await message('/broken')).toContain(`500 Internal Server Error: "${'x'.repeat(100)}" …`);
  });

  it('keeps the start of a long body, and what has come of one that breaks off', async () => {
    const broken: HttpError = await ours.fetchText(`${at}/broken`).catch((e: Error) => e);
    const cut: HttpError = await ours.fetchText(`${at}/cut-error`).catch((e: Error) => e);
    expect(broken).toBeInstanceOf(HttpError);
    expect([broken.body.length, cut.status, cut.body]).toEqual([1024, 502, 'cut']);
  });
});

describe('fetch', () => {
  it('takes Requests, follows redirections, and tells what Node knows of the answer', async () => {
    const response: Response = await ours.fetch(new Request(`${at}/elsewhere`, { headers: { a: 'b' } }));
    expect([response.url, response.redirected, response.statusText, response.bodyUsed]).toEqual([
      `${at}/hello`,
      true,
      'OK',
      false,
    ]);
    expect(response.headers.get('content-length')).toBe('5');
    expect([await response.text(), response.bodyUsed]).toEqual(['hello', true]);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it('obeys the signal of a Request as well', async () => {
    const control = new AbortController();
    const request = ours.fetch(new Request(`${at}/never`, { signal: control.signal }), { timeout: 10_000 });
    await received();
    control.abort(new Error('enough'));
    await expect(request).rejects.toThrow('enough');
  });

  it('gives the body as a stream for loops, with the same limit', async () => {
    const response: Response = await ours.fetch(`${at}/half`, { timeout: 200 });
    const chunks: string[] = [];
    const g = spawn(async () => {
      for await (const chunk of each(response.body!)) chunks.push(String(Buffer.from(chunk)));
    });
    await expect(g.get()).rejects.toMatchObject({ code: 'GS_TIMEOUT', ms: 200 });
    expect(chunks).toEqual(['half of it']);
    const whole: Response = await ours.fetch(`${at}/broken`, { timeout: 10_000 });
    let n = 0;
    for await (const chunk of each(whole.body!)) n += chunk.length;
    expect(n).toBe(page.length);
  });

  it('gives up an answer whose body nobody reads when its time is over', async () => {
    closed = [];
    const response: Response = await ours.fetch(`${at}/half`, { timeout: 50 });
    expect(response.status).toBe(200);
    expect(await isGivenUp()).toBe(true);
    await expect(response.text()).rejects.toMatchObject({ code: 'GS_TIMEOUT', ms: 50 });
  });

  it.each([
    ['is read', (response: Response) => response.text()],
    [
      'is looped over',
      async ({ body }: Response) => {
        for await (const _ of each(body!)) {
        }
      },
    ],
    ['is cancelled', (response: Response) => response.body?.cancel()],
  ])('keeps no timer for a body that %s', async (_, finish) => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const response: Response = await ours.fetch(`${at}/hello`, { timeout: 123_456 });
    const timers = set.mock.calls.flatMap(([, ms], i) => (Number(ms) > 100_000 ? [set.mock.results[i]?.value] : []));
    set.mockRestore();
    expect(timers.map((timer) => timer.hasRef())).toContain(false);
    await finish(response);
    await sleep(1);
    expect(timers.filter((timer) => !timer.hasRef() && !timer._destroyed)).toEqual([]);
  });

  it('is for many URLs at once with a pool, in their order', async () => {
    const pool = new Pool(3);
    const urls = ['/hello', '/json', '/hello', '/json', '/hello'].map((path) => at + path);
    const load = (await bodyOf(
      'compiled',
      'return CALL(fetchText(env))'.replace('fetchText', 'globalThis.fetchTextOfTest'),
    )) as (url: string) => unknown;
    Object.assign(globalThis, { fetchTextOfTest: ours.fetchText });
    expect(await pool.map(load, urls)).toEqual(['hello', '{"a":[1,2]}', 'hello', '{"a":[1,2]}', 'hello']);
  });

  it('refuses limits that are none', () => {
    const bad = [
      () => ours.fetch(at, { timeout: -1 }),
      () => ours.fetchText(at, { timeout: Number.NaN }),
      () => ours.fetchJson(at, { signal: {} as never }),
      () => ours.fetch(at, null as never),
    ];
    expect(bad.map(codeOf)).toEqual(bad.map(() => 'GS_BAD_ARGUMENT'));
  });
});
