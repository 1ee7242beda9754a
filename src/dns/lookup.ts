/** What the system's own resolver is asked (getaddrinfo, getnameinfo): it cannot be interrupted, its answer is not heard then. */
import dns, { type LookupOptions } from 'node:dns';
import { checkLimits, type Limits, waitForHost } from '../greenlet/host-wait.js';

/**
 * Blocks for the address of a name, as the system resolves it (hosts file and all): `{ address, family }`, or with `all: true` a
 * list of them. The options are those of Node's `dns.lookup`. Throws what Node says (ENOTFOUND, ...), a Timeout (GS_TIMEOUT), the
 * signal's reason, GS_BAD_ARGUMENT.
 *
 * @example
 * const { address } = lookup('localhost', { family: 4, timeout: 1000 });
 * console.log(address); // prints 127.0.0.1
 */
// biome-ignore lint/suspicious/noExplicitAny: LookupAddress or a list of them, or a promise of it in main and async bodies
export function lookup(hostname: string, options: LookupOptions & Limits = {}): any {
  checkLimits('lookup', options);
  const { timeout, signal, ...asked } = options;
  return waitForHost<unknown>(
    'lookup',
    {
      about: `lookup() of ${String(hostname)}`,
      begin(resolve, reject) {
        dns.lookup(hostname, asked, (error, address: unknown, family?: number) => {
          if (error) reject(error);
          else resolve(asked.all ? address : { address, family });
        });
        return undefined;
      },
    },
    { timeout, signal },
  );
}

/** Blocks for the names of an address and a port: `{ hostname, service }`. Throws as `lookup`. */
// biome-ignore lint/suspicious/noExplicitAny: the two names, or a promise of them in main and async bodies
export function lookupService(address: string, port: number, limits: Limits = {}): any {
  return waitForHost<unknown>(
    'lookupService',
    {
      about: `lookupService() of ${String(address)}`,
      begin(resolve, reject) {
        dns.lookupService(address, port, (error, hostname, service) => {
          if (error) reject(error);
          else resolve({ hostname, service });
        });
        return undefined;
      },
    },
    limits,
  );
}
