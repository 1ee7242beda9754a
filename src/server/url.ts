/** The URL under which a server can be reached from its own machine. */
import type { AddressInfo } from 'node:net';

/** Addresses that stand for all of them cannot be connected to everywhere. */
const ANY = new Set(['::', '0.0.0.0']);

export function urlOf(address: AddressInfo | string | null, isSecure: boolean): string {
  if (address === null || typeof address === 'string') return address ?? '';
  const { address: host, port, family } = address;
  const name = ANY.has(host) ? 'localhost' : /6$/.test(String(family)) ? `[${host}]` : host;
  return `${isSecure ? 'https' : 'http'}://${name}:${port}`;
}
