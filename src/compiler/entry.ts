/**
 * The top level of a program as a greenlet (option `topLevel: 'greenlet'`), by a change of the source before it is compiled:
 *
 *     import { a } from 'a';                  import { a } from 'a'; let $top0; await run((wait) => {
 *     export const b = a();           ▸       const b = a(); $top0 = b;
 *     c(await b);                             c(wait(b));
 *                                             }); export { $top0 as b };
 *
 * A module cannot be left, but a function can. What is exported has to be declared outside of it: a `const`, class or function
 * is handed out when it has its value, `let` and `var` are assigned there and so stay alive for importers. CommonJS is
 * wrapped alone; its variables are its own already. A top level with `for await` or `await using` stays as it is.
 */
import { boundNames, childrenOf, directivesOf, isClass, isFunction, type Node } from './ast.js';
import { Lines, printFile, Slice, type Text } from './output.js';

/** What runs it: the program's own process defines this global, so that the text depends on nothing that it may shadow. */
const RUN = 'globalThis[Symbol.for("greenspool.top")]';
const COMMONJS = 'exports,require,module,__filename,__dirname';

interface Edit {
  at: number;
  /** How many characters of the source it replaces. */
  length: number;
  text: Text;
}

/** null: it cannot be done, or is not needed. */
export function topLevelAsGreenlet(source: string, program: Node, filename: string, isModule: boolean) {
  const awaits = awaitsIn(program);
  if (awaits === null) return null;
  const text = isModule ? new ModuleTop(source, program, awaits).print() : commonJs(source, program);
  return printFile(text, source, filename, new Lines(source), true);
}

function commonJs(source: string, program: Node): Text {
  const start = directivesOf(program.body).at(-1)?.end ?? afterHashBang(source);
  const rest = new Slice(start, source.length);
  return [new Slice(0, start), `;${RUN}((${COMMONJS})=>{`, rest, `\n},[${COMMONJS}]);`];
}

class ModuleTop {
  readonly #source: string;
  readonly #program: Node;
  readonly #edits: Edit[] = [];
  readonly #head: Text[] = [];
  /** Names inside, and what they are exported as. */
  readonly #exports: { local: string; exported: string }[] = [];
  readonly #prefix: string;
  #declared: string[] = [];
  #start = '';

  constructor(source: string, program: Node, awaits: Node[]) {
    this.#source = source;
    this.#program = program;
    this.#prefix = freePrefix(source);
    for (const { start, end } of awaits) {
      this.#edits.push(
        { at: start, length: 'await'.length, text: `${this.#prefix}wait(` },
        { at: end, length: 0, text: ')' },
      );
    }
  }

  print(): Text {
    const { body } = this.#program;
    for (const node of body) this.#exported(node);
    for (const node of body) this.#statement(node);
    const end = this.#leftOver();
    const from = afterHashBang(this.#source);
    const inside = edited(this.#edits, from, this.#source.length);
    const names = [...new Set(this.#declared)];
    const declarations = names.length > 0 ? `let ${names};` : '';
    const open = `${declarations}await ${RUN}((${this.#prefix}wait)=>{${this.#start}`;
    const tail = this.#exports.map(({ local, exported }) => `export{${local} as ${exported}};`);
    return [new Slice(0, from), this.#head, open, inside, `\n${end}});`, tail];
  }

  /** A `var` of an inner block is handed out at the end; what was imported can be exported as it is. */
  #leftOver(): string {
    const imports = this.#program.body.filter((node: Node) => node.type === 'ImportDeclaration');
    const known = new Set(imports.flatMap((node: Node) => node.specifiers.map(({ local }: Node) => local.name)));
    for (const name of this.#declared) known.add(name);
    const names = new Set(this.#exports.map(({ local }) => local).filter((name) => !known.has(name)));
    return [...names].map((name) => `${this.#handOut(name)}=${name};`).join('');
  }

  /** Takes note of what is exported, before the declarations are looked at. */
  #exported(node: Node): void {
    if (node.type === 'ExportNamedDeclaration' && node.source === null) {
      for (const { local, exported } of node.specifiers)
        this.#exports.push({ local: local.name, exported: this.#text(exported) });
      for (const name of namesOf(node.declaration)) this.#exports.push({ local: name, exported: name });
    }
    if (node.type === 'ExportDefaultDeclaration' && node.declaration.id) {
      this.#exports.push({ local: node.declaration.id.name, exported: 'default' });
    }
  }

  #statement(node: Node): void {
    if (node.type === 'ImportDeclaration' || node.source) this.#move(node);
    else if (node.type === 'ExportDefaultDeclaration') this.#default(node);
    else if (node.type === 'ExportNamedDeclaration') this.#named(node);
    else this.#declaration(node);
  }

  /** Imports, and exports of what another module has. */
  #move(node: Node): void {
    this.#head.push([new Slice(node.start, node.end), ';']);
    this.#replace(node, ';');
  }

  #named(node: Node): void {
    if (node.declaration === null) return this.#replace(node, ';');
    this.#edits.push({ at: node.start, length: node.declaration.start - node.start, text: '' });
    this.#declaration(node.declaration);
  }

  #default(node: Node): void {
    const { declaration } = node;
    if (declaration.id) {
      this.#edits.push({ at: node.start, length: declaration.start - node.start, text: '' });
      return this.#declaration(declaration);
    }
    const name = this.#outside('default');
    this.#exports.push({ local: name, exported: 'default' });
    // In an object literal, so that an anonymous function or class is called `default`, as it should be.
    this.#edits.push({ at: node.start, length: declaration.start - node.start, text: `;${name}=({default:` });
    this.#edits.push({ at: declaration.end, length: 0, text: '}).default;' });
  }

  #declaration(node: Node): void {
    const names = namesOf(node).filter((name) => this.#exports.some(({ local }) => local === name));
    if (names.length === 0) return;
    if (node.type === 'VariableDeclaration' && node.kind !== 'const') return this.#hoist(node);
    const out = names.map((name) => `${this.#handOut(name)}=${name};`).join('');
    if (isFunction(node)) this.#start += out;
    else this.#edits.push({ at: node.end, length: 0, text: `;${out}` });
  }

  /** `let` and `var` become variables of the module, the declaration becomes an assignment. */
  #hoist({ start, end, kind, declarations }: Node): void {
    this.#declared.push(...declarations.flatMap(({ id }: Node) => boundNames(id).map(({ name }) => name)));
    const [first] = declarations;
    this.#edits.push({ at: start, length: first.start - start, text: ';(' });
    for (const { id, init } of declarations) {
      if (init === null) this.#edits.push({ at: id.end, length: 0, text: kind === 'let' ? '=void 0' : '' });
    }
    const last = declarations.at(-1);
    this.#edits.push({ at: last.end, length: end - last.end, text: ');' });
  }

  /** A variable of the module that importers see in place of the one inside. */
  #handOut(name: string): string {
    const outside = this.#outside(name);
    for (const one of this.#exports) if (one.local === name) one.local = outside;
    return outside;
  }

  #outside(name: string): string {
    const outside = `${this.#prefix}${this.#declared.length}_${name}`;
    this.#declared.push(outside);
    return outside;
  }

  #replace({ start, end }: Node, text: string): void {
    this.#edits.push({ at: start, length: end - start, text });
  }

  #text({ start, end }: Node): string {
    return this.#source.slice(start, end);
  }
}

function namesOf(declaration: Node | null): string[] {
  if (declaration === null) return [];
  if (isFunction(declaration) || isClass(declaration)) return declaration.id ? [declaration.id.name] : [];
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id }: Node) => boundNames(id).map(({ name }) => name as string));
}

/** Each `await` of the top level itself; null if there is one that is no expression. */
function awaitsIn(node: Node, found: Node[] = []): Node[] | null {
  if (isFunction(node)) return found;
  if (node.type === 'ForOfStatement' && node.await) return null;
  if (node.type === 'VariableDeclaration' && node.kind === 'await using') return null;
  if (node.type === 'AwaitExpression') found.push(node);
  return childrenOf(node).every((child) => awaitsIn(child, found) !== null) ? found : null;
}

/** The source between two offsets, with the edits done. */
function edited(edits: Edit[], start: number, end: number): Text {
  const text: Text[] = [];
  let at = start;
  // Where two meet, what closes comes first; otherwise in the order in which they were asked for.
  for (const edit of edits.toSorted((a, b) => a.at - b.at || Math.min(a.length, 1) - Math.min(b.length, 1))) {
    if (edit.at < at) continue; // Inside of what was moved as a whole.
    text.push(new Slice(at, edit.at), edit.text);
    at = edit.at + edit.length;
  }
  return [...text, new Slice(at, end)];
}

function afterHashBang(source: string): number {
  return /^\ufeff?#![^\n]*\n?|^\ufeff?/.exec(source)?.[0].length ?? 0;
}

function freePrefix(source: string): string {
  let prefix = '$top';
  while (source.includes(prefix)) prefix += '_';
  return prefix;
}
