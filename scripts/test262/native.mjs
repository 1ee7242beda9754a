/**
 * How a mode turns sources into what is run, and what it installs in a realm.
 *
 * @typedef {'script' | 'module'} SourceType
 * @typedef {{ transform: (source: string, type: SourceType) => string, install: (context: import('node:vm').Context) => void,
 *   unwound: () => number }} Way `unwound`: at how many sites something has been left and entered again
 */

/** @type {Way} */
export const native = { transform: (source) => source, install: () => {}, unwound: () => 0 };
