/**
 * Queries of name servers, each with a Resolver of Node of its own (60 us): `cancel()` ends all queries of one, and only those
 * of a caller that has left are to end.
 */
import dns from 'node:dns';
import { checkLimits, type Limits, waitForHost } from '../greenlet/host-wait.js';

type Method = (...args: unknown[]) => void;

/** Blocks for one of the callback methods of a Resolver; `args` come before the callback. */
export function query(call: string, limits: Limits, args: unknown[]): unknown {
  checkLimits(call, limits);
  const { timeout, signal } = limits;
  return waitForHost<unknown>(
    call,
    {
      about: `${call}() of ${String(args[0])}`,
      begin(resolve, reject) {
        const resolver = newResolver();
        const settle = (error: unknown, result: unknown) => (error ? reject(error) : resolve(result));
        (Reflect.get(resolver, call) as Method).call(resolver, ...args, settle);
        return () => resolver.cancel();
      },
    },
    { timeout, signal },
  );
}

/** It asks the servers that `dns.setServers` has set, as the functions of node:dns do. */
function newResolver(): dns.Resolver {
  const resolver = new dns.Resolver();
  resolver.setServers(dns.getServers());
  return resolver;
}
