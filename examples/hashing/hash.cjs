/**
 * An ordinary synchronous program, which knows nothing of greenlets: prints a hash for each folder, over all that is in it.
 *
 *     node hash.cjs docs assembly
 */
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

/** @param {string} folder @returns {string} */
function hashOf(folder) {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    hash.update(entry.name);
    if (entry.isDirectory()) hash.update(hashOf(path));
    else if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** @param {string} folder */
const lineOf = (folder) => `${hashOf(folder).slice(0, 16)}  ${basename(folder)}`;

module.exports = { lineOf };
if (process.argv[1] === __filename) for (const folder of process.argv.slice(2)) console.log(lineOf(folder));
