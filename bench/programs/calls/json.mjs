// A JSON parser that reads character by character, and a writer that walks the result.
export const expected = '61417 8003 613202';

const text = JSON.stringify(makeDocument(400));

export function run() {
  const value = new Parser(text).parse();
  const written = write(value);
  if (written !== text) throw new Error('the document changed');
  return `${text.length} ${countNodes(value)} ${sumNumbers(value)}`;
}

function makeDocument(n) {
  const entries = [];
  for (let i = 0; i < n; i++) {
    entries.push({
      id: i * 3,
      name: `entry "${i}"\n`,
      tags: ['alpha', 'beta', `t${i % 7}`],
      position: { x: i - 70, y: i * 2, isVisible: i % 3 === 0, parent: null },
      sizes: [1, 2, 3, i, [i + 1, []]],
    });
  }
  return { version: 2, entries };
}

class Parser {
  constructor(source) {
    this.source = source;
    this.at = 0;
    this.current = source.charAt(0);
  }
  parse() {
    const value = this.readValue();
    this.skipSpace();
    if (this.current !== '') throw this.expected('the end');
    return value;
  }
  advance() {
    this.at++;
    this.current = this.source.charAt(this.at);
  }
  accept(character) {
    if (this.current !== character) return false;
    this.advance();
    return true;
  }
  require(character) {
    if (!this.accept(character)) throw this.expected(`'${character}'`);
  }
  expected(what) {
    return new SyntaxError(`${what} expected at ${this.at}`);
  }
  skipSpace() {
    while (isSpace(this.current)) this.advance();
  }
  readValue() {
    this.skipSpace();
    switch (this.current) {
      case '{':
        return this.readObject();
      case '[':
        return this.readArray();
      case '"':
        return this.readString();
      case 't':
        return this.readWord('true', true);
      case 'f':
        return this.readWord('false', false);
      case 'n':
        return this.readWord('null', null);
      default:
        return this.readNumber();
    }
  }
  readObject() {
    const object = {};
    this.require('{');
    this.skipSpace();
    if (this.accept('}')) return object;
    do {
      this.skipSpace();
      const key = this.readString();
      this.skipSpace();
      this.require(':');
      object[key] = this.readValue();
      this.skipSpace();
    } while (this.accept(','));
    this.require('}');
    return object;
  }
  readArray() {
    const array = [];
    this.require('[');
    this.skipSpace();
    if (this.accept(']')) return array;
    do {
      array.push(this.readValue());
      this.skipSpace();
    } while (this.accept(','));
    this.require(']');
    return array;
  }
  readString() {
    this.require('"');
    let result = '';
    let from = this.at;
    while (this.current !== '"') {
      if (this.current === '') throw this.expected("'\"'");
      if (this.current === '\\') {
        result += this.source.slice(from, this.at);
        this.advance();
        result += this.current === 'n' ? '\n' : this.current;
        this.advance();
        from = this.at;
      } else {
        this.advance();
      }
    }
    result += this.source.slice(from, this.at);
    this.require('"');
    return result;
  }
  readNumber() {
    const from = this.at;
    this.accept('-');
    if (!isDigit(this.current)) throw this.expected('a value');
    while (isDigit(this.current)) this.advance();
    return Number(this.source.slice(from, this.at));
  }
  readWord(word, value) {
    for (let i = 0; i < word.length; i++) this.require(word[i]);
    return value;
  }
}

function isSpace(character) {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

function isDigit(character) {
  return character >= '0' && character <= '9';
}

function write(value) {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => write(one)).join(',')}]`;
  const fields = Object.keys(value).map((key) => `${quote(key)}:${write(value[key])}`);
  return `{${fields.join(',')}}`;
}

function quote(string) {
  let result = '"';
  for (let i = 0; i < string.length; i++) {
    const character = string[i];
    if (character === '"' || character === '\\') result += `\\${character}`;
    else if (character === '\n') result += '\\n';
    else result += character;
  }
  return `${result}"`;
}

function countNodes(value) {
  if (value === null || typeof value !== 'object') return 1;
  let n = 1;
  for (const key in value) n += countNodes(value[key]);
  return n;
}

function sumNumbers(value) {
  if (typeof value === 'number') return value;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum, one) => sum + sumNumbers(one), 0);
}
