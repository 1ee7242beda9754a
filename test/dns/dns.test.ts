/** DNS in blocking style: the same answers and errors as Node's own functions, and queries that end with their caller. */

import type { Socket } from 'node:dgram';
import dns from 'node:dns';
import { type Greenlet, sleep, spawn } from 'greenspool';
import * as ours from 'greenspool/dns';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bodyOf, greenletKinds, kinds, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { nameServer } from './name-server.ts';

let socket: Socket;
beforeAll(async () => {
  const server = await nameServer();
  socket = server.socket;
  dns.setServers([server.address]);
});
afterAll(() => socket.close());
afterEach(() => vi.restoreAllMocks());

/** Calls of both, as [name of the function, ...arguments]. */
const cases: [keyof typeof ours & keyof typeof dns.promises, ...unknown[]][] = [
  ['resolve', 'host.test'],
  ['resolve', 'host.test', 'MX'],
  ['resolve4', 'host.test'],
  ['resolve4', 'host.test', { ttl: true }],
  ['resolve6', 'host.test'],
  ['resolveMx', 'host.test'],
  ['resolveTxt', 'host.test'],
  ['resolveNs', 'missing.test'],
  ['resolveCname', 'missing.test'],
  ['resolveSoa', 'missing.test'],
  ['resolveSrv', 'missing.test'],
  ['resolvePtr', 'missing.test'],
  ['resolveNaptr', 'missing.test'],
  ['resolveCaa', 'missing.test'],
  ['resolveAny', 'missing.test'],
  ['reverse', '10.0.0.1'],
  ['reverse', 'no address'],
  ['resolve4', 5],
  ['resolve', 'host.test', 'NONSENSE'],
  ['lookup', '127.0.0.1'],
  ['lookup', '127.0.0.1', { all: true }],
  ['lookup', '::1', { family: 6 }],
  ['lookup', 'localhost', { family: 5 }],
  ['lookup', 5],
  ['lookupService', '127.0.0.1', -1],
];

async function outcome(call: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    return { value: await call() };
  } catch (error) {
    const { name, code, message, syscall, hostname } = error as Record<string, unknown>;
    return { name, code, message, syscall, hostname };
  }
}

describe('a blocking query', () => {
  it.each(cases)('%s(%j, %j) ends as that of node:dns', async (name, ...args) => {
    const [mine, nodes] = [ours, dns.promises].map(
      (one) => one[name as 'resolve'] as (...args: unknown[]) => Promise<unknown>,
    );
    const expected = await outcome(async () => nodes!(...args));
    expect(await outcome(async () => mine!(...args))).toEqual(expected);
  });

  it('has a name for every query of node:dns that each supported Node has', () => {
    const names = Object.getOwnPropertyNames(dns.Resolver.prototype);
    const ofItself = ['constructor', 'cancel', 'getServers', 'setServers', 'setLocalAddress', 'resolveTlsa'];
    expect(names.filter((name) => !(name in ours) && !ofItself.includes(name))).toEqual([]);
  });

  it.each(kinds)('blocks a %s body', async (kind) => {
    const text = `const found = [CALL(env.resolveTxt('host.test')), CALL(env.lookup('127.0.0.1')).address];
      try { CALL(env.resolve4('missing.test')) } catch (error) { found.push(error.code) }
      return found`;
    expect(await start(kind, await bodyOf(kind, text), ours)).toEqual([[['one', 'two']], '127.0.0.1', 'ENOTFOUND']);
  });

  it.each(kinds)('that gets no answer in a %s body is cancelled by its timeout or signal', async (kind) => {
    const cancel = vi.spyOn(dns.Resolver.prototype, 'cancel');
    const text = `const found = [];
      for (const limits of env.all) try { CALL(env.resolve4('silent.test', limits)) } catch (error) { found.push(error.code ?? error) }
      return found`;
    const control = new AbortController();
    const soonAborted = {
      get signal() {
        setTimeout(() => control.abort('enough')); // the query has begun by then
        return control.signal;
      },
    };
    const all = [{ timeout: 3 }, soonAborted, { timeout: 0 }, { signal: control.signal }];
    const found = await start(kind, await bodyOf(kind, text), { resolve4: ours.resolve4, all });
    expect(found).toEqual(['GS_TIMEOUT', 'enough', 'GS_TIMEOUT', 'enough']);
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it.each(greenletKinds)('of a %s body that is killed is cancelled', async (kind) => {
    const cancel = vi.spyOn(dns.Resolver.prototype, 'cancel');
    const g = spawn(await bodyOf(kind, "CALL(env.resolve4('silent.test'))"), ours) as Greenlet;
    await sleep(0);
    await g.kill();
    expect([g.dead, cancel.mock.calls.length]).toEqual([true, 1]);
  });

  it('refuses limits that are none', () => {
    const bad = [
      () => ours.resolve4('host.test', { timeout: -1 }),
      () => ours.resolve('host.test', 'A', 5 as never),
      () => ours.lookup('host.test', { signal: 1 as never }),
      () => ours.lookupService('127.0.0.1', 22, null as never),
    ];
    expect(bad.map(codeOf)).toEqual(bad.map(() => 'GS_BAD_ARGUMENT'));
  });
});
