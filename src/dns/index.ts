/** `greenspool/dns`: node:dns in blocking style, with the same results and the same error codes. */
import '../index.js'; // who imports only this needs a hub all the same

export type { Limits } from '../greenlet/host-wait.js';
export { lookup, lookupService } from './lookup.js';
export {
  resolve,
  resolve4,
  resolve6,
  resolveAny,
  resolveCaa,
  resolveCname,
  resolveMx,
  resolveNaptr,
  resolveNs,
  resolvePtr,
  resolveSoa,
  resolveSrv,
  resolveTxt,
  reverse,
  type TtlOptions,
} from './resolve.js';
