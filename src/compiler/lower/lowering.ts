/**
 * One function on its way into the normal form (ir.ts): the statements made so far, the variables they need, the sites.
 * How each construct is taken apart is in the files beside this one.
 */
import type { Node } from '../ast.js';
import type { File, Finally, Target } from '../context.js';
import type { Statement } from '../ir.js';
import type { Text } from '../output.js';
import type { Printer } from '../printer.js';
import type { Fn, Scope } from '../scope.js';

export class Lowering {
  readonly printer: Printer;
  readonly fn: Fn;
  out: Statement[] = [];
  /** Variables that the resume version has a copy of: hoisted ones, temporaries and other values that are held. */
  readonly locals = new Set<string>();
  readonly parameters = new Set<string>();
  /** Parameters that are never written, so that a frame that is used again has them. */
  readonly unwritten = new Set<string>();
  /** Captured: the closures, the fast version and the resume version use the same variable. */
  readonly shared = new Set<string>();
  readonly sharedParameters = new Set<string>();
  /** Declared by functions inside: shared as well. */
  hasFunctions = false;
  /** Position of each site, in the order of their numbers. */
  readonly siteNodes: Node[] = [];
  /** Boxes that closures in the text just printed hold on to. */
  readonly aliases = new Set<string>();
  /** Scopes whose variables are hoisted already. */
  readonly entered = new Set<Scope>();
  /** Blocks with a catch clause that are being lowered. */
  tries = 0;
  /** Characters of the functions inside that would stand twice in the output. */
  nestedLength = 0;
  #temps = 0;
  #named = 0;

  constructor(printer: Printer, fn: Fn) {
    this.printer = printer;
    this.fn = fn;
  }

  get file(): File {
    return this.printer.file;
  }

  get isGenerator(): boolean {
    return this.fn.isGenerator;
  }

  /** The result of the last site. */
  get result(): string {
    return `${this.file.prefix}t`;
  }

  // --- names ------------------------------------------------------------------------------------------------------

  /** A new variable that lives as long as the function. */
  variable(letter: string): string {
    const name = this.label(letter);
    this.locals.add(name);
    return name;
  }

  label(letter: string): string {
    return `${this.file.prefix}${letter}${++this.#named}`;
  }

  /** A variable for a value within one statement. */
  temp(): string {
    const name = `${this.file.prefix}${++this.#temps}`;
    this.locals.add(name);
    return name;
  }

  isTemp(name: Text): name is string {
    return (
      typeof name === 'string' && name.startsWith(this.file.prefix) && /^\d+$/.test(name.slice(this.file.prefix.length))
    );
  }

  /** `return f(x)` may hand the token on by itself: nothing is left to do here, and `new` does not call us. */
  get allowsTailCalls(): boolean {
    const { kind } = this.fn;
    if (this.isGenerator || this.file.settings.isStorm) return false;
    return kind === 'arrow' || kind === 'method' || (kind === 'function' && !this.file.analysis.mayConstruct(this.fn));
  }

  /** Temporaries made in `work` are free again after it. */
  scoped<T>(work: () => T): T {
    const before = this.#temps;
    const result = work();
    this.#temps = before;
    return result;
  }

  rename(name: string): string {
    const { names, renamed } = this.file.analysis;
    // From where the last search for this name ended: a file may have thousands of loops over `i`.
    for (let n = renamed.get(name) ?? 1; ; n++) {
      const candidate = `${name}$${n}`;
      if (names.has(candidate)) continue;
      names.add(candidate);
      renamed.set(name, n + 1);
      return candidate;
    }
  }

  // --- statements -------------------------------------------------------------------------------------------------

  text(text: Text): void {
    this.out.push({ type: 'text', text: this.holdingBoxes(text) });
  }

  /** Emits the call as a site; its result is in `result`, until the next site. */
  site(call: Text, node: Node, isSuper = false): string {
    const boxes = this.#takeAliases();
    this.siteNodes.push(node);
    this.out.push({ type: 'site', id: this.siteNodes.length, call, setup: boxes, node, isSuper });
    return this.result;
  }

  /** The call of the last site, whose result `value` is, for a `return` that hands on what it returns: then it is no site. */
  takeTailCall(value: Text): Text | null {
    const last = this.out.at(-1);
    if (value !== this.result || last?.type !== 'site' || last.isSuper || last.setup !== '') return null;
    this.out.pop();
    this.siteNodes.pop();
    return last.call;
  }

  /** Collects the statements that `work` makes. */
  collect(work: () => void): Statement[] {
    const before = this.out;
    this.out = [];
    work();
    const made = this.out;
    this.out = before;
    return made;
  }

  /** `const $b1$ = $b1` around a statement whose closures refer to this iteration's variables. */
  holdingBoxes(text: Text): Text {
    const boxes = this.#takeAliases();
    return boxes === '' ? text : ['{', boxes, text, ';}'];
  }

  #takeAliases(): string {
    if (this.aliases.size === 0) return '';
    const list = [...this.aliases].map((box) => `${box}$=${box}`).join(',');
    this.aliases.clear();
    return `const ${list};`;
  }

  /** A text that is tested, or used by a statement of its own: closures in it need their boxes first. */
  plain(text: Text): Text {
    if (this.aliases.size === 0) return text;
    this.text([this.result, '=(', text, ')']); // it may be a sequence
    return this.result;
  }

  // --- jumps ------------------------------------------------------------------------------------------------------

  within(target: Target, work: () => void): void {
    const { targets } = this.printer.context;
    targets.push(target);
    work();
    targets.pop();
  }

  /** A `finally` in normal form: what its block was left with. */
  newFinally(): Finally {
    return { label: this.label('f'), completion: this.variable('c'), value: this.variable('v'), exits: [] };
  }
}
