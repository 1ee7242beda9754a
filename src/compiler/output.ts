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

/** The bare characters. */
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

/**
 * The code, with what was copied on its own line wherever it is not too late for that (so stacks of functions that have not
 * parked are right without a map as well), and on demand a source map with a mapping for each name that was copied.
 */
export function printFile(text: Text, source: string, filename: string, lines: Lines, wantsMap: boolean) {
  const writer = new Writer(source, filename, lines, wantsMap);
  flatten(text, writer);
  return writer.result;
}

/** What errors and breakpoints point at. */
const NAME = /^[\w$]/;
/** Behind these a line may end. */
const ENDS = ';{}';
/** Names and numbers, line ends, and whatever stands between them. */
const WORDS = /[\w$]+|\n|[^\w$\n]+/g;

class Writer implements Sink {
  readonly #source: string;
  readonly #filename: string;
  readonly #lines: Lines;
  readonly #map: GenMapping | null;
  readonly #parts: string[] = [];
  #line = 1;
  #column = 0;
  /** A line may end here: behind a statement, at the start of a block. */
  #isBreakable = false;

  constructor(source: string, filename: string, lines: Lines, wantsMap: boolean) {
    this.#source = source;
    this.#filename = filename;
    this.#lines = lines;
    this.#map = wantsMap ? new GenMapping({ file: filename }) : null;
    if (this.#map !== null) setSourceContent(this.#map, filename, source);
  }

  get result() {
    return { code: this.#parts.join(''), map: this.#map && toEncodedMap(this.#map) };
  }

  generated(text: string): void {
    this.#parts.push(text);
    const last = text.lastIndexOf('\n');
    if (last < 0) this.#column += text.length;
    else {
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
      this.#column = text.length - last - 1;
    }
    if (text !== '') this.#isBreakable = ENDS.includes(text[text.length - 1] as string);
  }

  copied({ start, end }: Slice): void {
    if (this.#isBreakable) this.#catchUp(this.#lines.at(start).line); // an empty slice does only that
    const text = this.#source.slice(start, end);
    if (this.#map === null) return this.generated(text);
    let at = start;
    for (const word of text.match(WORDS) ?? []) {
      if (NAME.test(word)) {
        const generated = { line: this.#line, column: this.#column };
        addMapping(this.#map, { generated, original: this.#lines.at(at), source: this.#filename });
      }
      this.generated(word);
      at += word.length;
    }
  }

  #catchUp(line: number): void {
    if (line > this.#line) this.generated('\n'.repeat(line - this.#line));
  }
}
