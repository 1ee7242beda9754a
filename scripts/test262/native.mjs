/**
 * How a mode turns sources into what is run, and what it installs in a realm.
 *
 * @typedef {'script' | 'module'} SourceType
 * @typedef {{ transform: (source: string, type: SourceType) => string, install: (context: import('node:vm').Context) => void,
 *   harness: (source: string) => string, unwound: () => number }} Way
 *   harness: what is changed in a file of the harness before
 *   unwound: at how many sites something has been left and entered again
 */

/** @type {Way} */
export const native = {
  transform: (source) => source,
  install: () => {},
  harness: (source) => source,
  unwound: () => 0,
};
