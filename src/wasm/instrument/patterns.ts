/** Which imports may park: `module.base` patterns in which `*` stands for any characters, as Binaryen's `asyncify-imports` has them. */
export type ImportMatcher = (module: string, name: string) => boolean;

export function importMatcher(patterns: readonly string[]): ImportMatcher {
  const tests = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(escapeText).join('.*')}$`, 's'));
  return (module, name) => tests.some((test) => test.test(`${module}.${name}`));
}

const escapeText = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
