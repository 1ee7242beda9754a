import { describe, expect, it } from 'vitest';
import { matches, snippetsOf } from './markdown.ts';

const fence = '```';

describe('snippets of a page', () => {
  it('are found with their language, line and output', () => {
    const page = ['# Title', '', `${fence}js`, 'console.log(1);', fence, '', `${fence}text`, '1', fence].join('\n');
    expect(snippetsOf(page)).toEqual([
      { line: 3, language: 'js', code: 'console.log(1);', expected: '1', directive: undefined },
    ]);
  });

  it('may have one paragraph before their output, but no heading', () => {
    const page = (between: string) =>
      [`${fence}js`, 'x', fence, '', between, '', `${fence}text`, '1', fence].join('\n');
    expect(snippetsOf(page('prints'))[0]!.expected).toBe('1');
    expect(snippetsOf(page('# Next'))[0]!.expected).toBeUndefined();
    expect(snippetsOf(page('one\n\ntwo'))[0]!.expected).toBeUndefined();
  });

  it('take the directive that stands before them', () => {
    const page = ['<!-- not run: needs a network -->', '', `${fence}sh`, 'npm i greenspool', fence].join('\n');
    expect(snippetsOf(page)[0]!.directive).toEqual({ name: 'not run', reason: 'needs a network' });
  });

  it('leave other languages alone', () => {
    expect(snippetsOf([`${fence}json`, '{}', fence].join('\n'))).toEqual([]);
  });
});

describe('an expected output', () => {
  it('matches as it is, apart from blanks at its end', () => {
    expect(matches('a (1)\nb\n', 'a (1)\nb')).toBe(true);
    expect(matches('a\nb\nc', 'a\nb')).toBe(false);
  });

  it('lets an ellipsis stand for any text within a line', () => {
    expect(matches('took 31 ms', 'took … ms')).toBe(true);
    expect(matches('took 31\n ms', 'took … ms')).toBe(false);
  });
});
