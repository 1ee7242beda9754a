/**
 * The queries of node:dns in blocking style. Each blocks for what Node's function of that name calls back with, or in main and async
 * bodies returns a promise of it; takes `{ timeout, signal }`; and throws what Node says (ENOTFOUND, ENODATA, ESERVFAIL,
 * ETIMEOUT, ...), a Timeout (GS_TIMEOUT), the signal's reason, GS_BAD_ARGUMENT. A kill or a timeout cancels the query.
 */
import type { Limits } from '../greenlet/host-wait.js';
import { query } from './query.js';

export interface TtlOptions extends Limits {
  /** Objects with the time to live instead of mere addresses. */
  ttl?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the records, or a promise of them in main and async bodies
type Answer = any;

/**
 * The records of a type, 'A' unless given.
 *
 * @example
 * const servers = resolve('example.com', 'MX', { timeout: 2000 }); // [ { exchange, priority } ]
 */
export function resolve(name: string, type = 'A', limits: Limits = {}): Answer {
  return query('resolve', limits, [name, type]);
}

/** IPv4 addresses; with `ttl: true` objects `{ address, ttl }`. */
export function resolve4(name: string, options: TtlOptions = {}): Answer {
  return query('resolve4', options, [name, { ttl: options?.ttl ?? false }]);
}

/** IPv6 addresses, as `resolve4`. */
export function resolve6(name: string, options: TtlOptions = {}): Answer {
  return query('resolve6', options, [name, { ttl: options?.ttl ?? false }]);
}

/** All records that the server gives of a name. */
export function resolveAny(name: string, limits: Limits = {}): Answer {
  return query('resolveAny', limits, [name]);
}

/** Which authorities may issue certificates. */
export function resolveCaa(name: string, limits: Limits = {}): Answer {
  return query('resolveCaa', limits, [name]);
}

/** The canonical names of an alias. */
export function resolveCname(name: string, limits: Limits = {}): Answer {
  return query('resolveCname', limits, [name]);
}

/** Mail servers. */
export function resolveMx(name: string, limits: Limits = {}): Answer {
  return query('resolveMx', limits, [name]);
}

/** Rules of naming authorities. */
export function resolveNaptr(name: string, limits: Limits = {}): Answer {
  return query('resolveNaptr', limits, [name]);
}

/** Name servers. */
export function resolveNs(name: string, limits: Limits = {}): Answer {
  return query('resolveNs', limits, [name]);
}

/** Pointers. */
export function resolvePtr(name: string, limits: Limits = {}): Answer {
  return query('resolvePtr', limits, [name]);
}

/** The start of authority: one object. */
export function resolveSoa(name: string, limits: Limits = {}): Answer {
  return query('resolveSoa', limits, [name]);
}

/** Services. */
export function resolveSrv(name: string, limits: Limits = {}): Answer {
  return query('resolveSrv', limits, [name]);
}

/** Texts, each a list of its pieces. */
export function resolveTxt(name: string, limits: Limits = {}): Answer {
  return query('resolveTxt', limits, [name]);
}

/** The names of an address. */
export function reverse(address: string, limits: Limits = {}): Answer {
  return query('reverse', limits, [address]);
}
