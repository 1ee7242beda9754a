/**
 * What a test says about itself: the YAML between `/*---` and `---*\/`, of which only four keys matter here. (A YAML
 * library would read one more megabyte to find them; test262's own linter keeps them in the two forms matched below.)
 *
 * @typedef {{ flags: string[], includes: string[], negative: { phase: string, type: string } | null }} Meta
 * @param {string} source
 * @returns {Meta}
 */
export function metaOf(source) {
  const yaml = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1] ?? '';
  return { flags: list(yaml, 'flags'), includes: list(yaml, 'includes'), negative: negativeOf(yaml) };
}

/** `key: [a, b]`, or one `- a` a line. */
function list(yaml, key) {
  const inline = new RegExp(`^\\s*${key}:\\s*\\[([^\\]]*)\\]`, 'm').exec(yaml);
  if (inline) return words(inline[1].split(','));
  const block = new RegExp(`^${key}:\\s*\\n((?:\\s*-\\s*.*\\n?)+)`, 'm').exec(yaml);
  return block ? words(block[1].split('\n').map((line) => line.replace(/^\s*-\s*/, ''))) : [];
}

const words = (parts) => parts.map((part) => part.trim()).filter(Boolean);

function negativeOf(yaml) {
  const block = /^negative:\s*\n((?:[ \t]+.*\n?)+)/m.exec(yaml)?.[1];
  if (block === undefined) return null;
  const value = (key) => new RegExp(`${key}:\\s*(\\w+)`).exec(block)?.[1] ?? '';
  return { phase: value('phase'), type: value('type') };
}

/** Whether it is run as it is, after "use strict", or once each way. @param {Meta} meta @returns {boolean[]} */
export function strictnessOf({ flags }) {
  if (flags.includes('raw') || flags.includes('module') || flags.includes('noStrict')) return [false];
  return flags.includes('onlyStrict') ? [true] : [false, true];
}
