/**
 * The text that the compiler makes: generated strings and slices of the source, nested as the passes built them, and
 * flattened once at the end, when the source map is made as well. (magic-string cannot do it: most of the source stands
 * twice in the output, in the fast version and in the resume version.)
 */
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';

/** A stretch of the source, unchanged. */
export class Slice {
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }
}

/** `this` of the function that is compiled: a slot of the frame in resume versions that are no arrows. */
export const THIS = new Slice(-1, -1);

export type Text = string | Slice | readonly Text[];

/** What `flatten` gives the pieces to. */
interface Sink {
  generated(text: string): void;
  copied(slice: Slice): void;
}

/** The same text with another `this`. */
export function withThis(text: Text, self: string): Text {
  if (text === THIS) return self;
  if (typeof text === 'string' || text instanceof Slice) return text;
  return text.map((one) => withThis(one, self));
}

function flatten(text: Text, sink: Sink): void {
  if (typeof text === 'string') sink.generated(text);
  else if (text === THIS) sink.generated('this');
  else if (text instanceof Slice) sink.copied(text);
  else for (const one of text) flatten(one, sink);
}

/** How many characters it will have. */
export function lengthOf(text: Text): number {
  if (typeof text === 'string') return text.length;
  if (text === THIS) return 4;
  if (text instanceof Slice) return text.end - text.start;
  return text.reduce<number>((sum, one) => sum + lengthOf(one), 0);
}

export function print(text: Text, source: string): string {
  const parts: string[] = [];
  flatten(text, {
    generated: (one) => parts.push(one),
    copied: ({ start, end }) => parts.push(source.slice(start, end)),
  });
  return parts.join('');
}

/** Where each line of the source begins. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(source: string) {
    const newline = /\r\n|[\n\r\u2028\u2029]/g;
    while (newline.exec(source) !== null) this.#starts.push(newline.lastIndex);
  }

  /** 1-based line, 0-based column. */
  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] as number) };
  }
}

/** The code and its source map: a mapping for each word that was copied. */
export function printWithMap(text: Text, source: string, filename: string, lines: Lines) {
  const map = new GenMapping({ file: filename });
  setSourceContent(map, filename, source);
  const parts: string[] = [];
  let line = 1;
  let column = 0;
  const advance = (one: string) => {
    parts.push(one);
    const last = one.lastIndexOf('\n');
    if (last < 0) column += one.length;
    else {
      for (let at = one.indexOf('\n'); at >= 0; at = one.indexOf('\n', at + 1)) line++;
      column = one.length - last - 1;
    }
  };
  flatten(text, {
    generated: advance,
    copied({ start, end }) {
      let at = start;
      for (const word of source.slice(start, end).match(WORDS) ?? []) {
        addMapping(map, { generated: { line, column }, original: lines.at(at), source: filename });
        advance(word);
        at += word.length;
      }
    },
  });
  return { code: parts.join(''), map: toEncodedMap(map) };
}

/** Names and numbers, line ends, and whatever stands between them. */
const WORDS = /[\w$]+|\n|[^\w$\n]+/g;
