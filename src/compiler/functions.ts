/**
 * Functions, in the form that suits them:
 *
 *     no call in it that may park     as it stands
 *     two versions                    fast version, and behind it, reached only while unwinding, the resume version
 *     one body                        the resume version is entered at once; for functions that hold large functions
 *                                     (which would stand twice), and for sloppy parameters that `arguments` mirrors
 *     generator                       stays a native generator; a site hands the token to whoever called next(); for
 *                                     parameters that may park see parameters.ts
 *     barrier                         async functions, accessors and others that cannot be left: calls are only tested
 */
import { boundNames, directivesOf, type Node } from './ast.js';
import { BRAND } from './classes.js';
import { BARRIER, type Context, type File } from './context.js';
import { Emitter } from './emit.js';
import { rangeOf, type Statement } from './ir.js';
import { groupSites, Liveness } from './liveness.js';
import { valueText } from './lower/expressions.js';
import { hoistBody, hoistFunction } from './lower/hoist.js';
import { Lowering } from './lower/lowering.js';
import { assignPattern } from './lower/patterns.js';
import { blockBody, statements } from './lower/statements.js';
import { lengthOf, Slice, type Text, THIS, withThis } from './output.js';
import { areEvaluated, behindLast, guardBody, lowerParameters, type Parameters, printEvaluated } from './parameters.js';
import type { Printer } from './printer.js';
import type { Fn } from './scope.js';

/** Nested functions above this many characters are not worth a second copy. */
const DUPLICATE_LIMIT = 8000;
/** Tails of one function at most: each costs some bytes of code that is never run. */
const TAILS = 2;
/** Slots of the runtime's frame classes; more are kept in an array. */
const SIZES = [2, 4, 6, 10, 16, 24];

export function printFunction(printer: Printer, node: Node): Text {
  const { file } = printer;
  const origin: Node = node.original ?? node; // a copy under another type, or made by the compiler
  const fn = file.analysis.fns.get(origin) as Fn;
  const text = printForm(printer, node, fn);
  const outer = printer.context.lowering;
  if (outer !== null) outer.nestedLength += lengthOf(text);
  return fn.kind === 'arrow' ? text : withThis(text, 'this');
}

function printForm(printer: Printer, node: Node, fn: Fn): Text {
  const { sites } = printer.file;
  const reason = barrierOf(fn);
  if (reason !== null) return printBarrier(printer, node, fn, reason);
  if (!sites.inBody(fn.node) && !sites.inParams(fn.node)) return printPlain(printer, node, fn, null);
  return new FunctionPrinter(printer, node, fn).print();
}

function barrierOf(fn: Fn): number | null {
  if (fn.isDynamic) return BARRIER.DYNAMIC;
  if (fn.isAsync) return BARRIER.ASYNC;
  if (fn.kind === 'accessor') return BARRIER.ACCESSOR;
  if (fn.calledBy === 'accessor') return BARRIER.ACCESSOR;
  if (fn.calledBy === 'executor') return BARRIER.EXECUTOR;
  return fn.calledBy === 'coercion' ? BARRIER.COERCION : null;
}

function newContext(fn: Fn, lowering: Lowering | null, barrier: number | null): Context {
  return { fn, lowering, barrier, targets: [], replaced: new Map() };
}

function printPlain(printer: Printer, node: Node, fn: Fn, barrier: number | null): Text {
  return printer.inside(newContext(fn, null, barrier), () => {
    return printer.unchanged(node, [...droppedName(printer, node), ...node.params, node.body]);
  });
}

/** Its calls are tested; and it may be called by the host while something unwinds, which is told at its head. */
function printBarrier(printer: Printer, node: Node, fn: Fn, barrier: number): Text {
  if (barrier === BARRIER.ASYNC && areEvaluated(printer, fn)) return printAsyncGenerator(printer, node, fn);
  if (fn.isAsync || node.body.type !== 'BlockStatement' || fn.kind === 'derived')
    return printPlain(printer, node, fn, barrier);
  return printer.inside(newContext(fn, null, barrier), () => {
    const at = afterDirectives(node.body);
    const head = printer.unchanged({ ...node, end: at }, [...droppedName(printer, node), ...node.params]);
    const body = node.body.body.slice(directivesOf(node.body.body).length);
    const test = `${semicolonOf(node.body)}if($gsm)$gs.enter(${JSON.stringify(fn.name)});`;
    return [head, test, printer.unchanged({ ...node, start: at }, body)];
  });
}

/** Its parameters can be left, its body cannot. */
function printAsyncGenerator(printer: Printer, node: Node, fn: Fn): Text {
  return printer.inside(newContext(fn, null, BARRIER.ASYNC), () => {
    const at = afterDirectives(node.body);
    const head = printEvaluated(printer, node, fn, droppedName(printer, node), evaluator);
    const body = node.body.body.slice(directivesOf(node.body.body).length);
    const directives = [new Slice(node.body.start, at), semicolonOf(node.body)];
    return [head, directives, guardBody(printer, fn), printer.unchanged({ ...node, start: at }, body)];
  });
}

/** Prints what evaluates the parameters of a generator function. */
function evaluator(printer: Printer, node: Node, fn: Fn, parameters: Parameters): Text {
  return new FunctionPrinter(printer, node, fn, parameters).print();
}

/** A function of a block is printed as an expression without its name, which would be a constant inside it. */
function droppedName(printer: Printer, node: Node): Node[] {
  const id: Node | null | undefined = node.original?.id;
  if (!id || node.id !== null) return [];
  printer.context.replaced.set(id, '');
  return [id];
}

function afterDirectives(body: Node): number {
  const last = directivesOf(body.body).at(-1);
  return last === undefined ? body.start + 1 : last.end;
}

/** The source may have left it out behind a directive. */
function semicolonOf(body: Node): string {
  return directivesOf(body.body).length > 0 ? ';' : '';
}

class FunctionPrinter {
  readonly #printer: Printer;
  readonly #file: File;
  readonly #node: Node;
  readonly #fn: Fn;
  readonly #lowering: Lowering;
  readonly #index: number;
  /** Set for what stands for the parameters of a generator function. */
  readonly #parameters: Parameters | null;

  constructor(printer: Printer, node: Node, fn: Fn, parameters: Parameters | null = null) {
    this.#parameters = parameters;
    this.#printer = printer;
    this.#file = printer.file;
    this.#node = node;
    this.#fn = fn;
    this.#lowering = new Lowering(printer, fn);
    this.#index = this.#file.table.length;
    const { line, column } = this.#file.lines.at(node.start);
    this.#file.table.push([fn.name, line, column]);
  }

  print(): Text {
    const context = newContext(this.#fn, this.#lowering, null);
    return this.#printer.inside(context, () => {
      const moved = this.#fn.isGenerator ? -1 : this.#firstMoved();
      const head = this.#head(moved, context);
      const body = this.#lower(moved);
      this.#recordSites();
      return [head, '{', this.#directives(), this.#body(body), '}', this.#foot()];
    });
  }

  // --- parameters -------------------------------------------------------------------------------------------------

  /** Parameters from the first one on that has a site, or iterates, are evaluated in the body. */
  #firstMoved(): number {
    const { sites } = this.#file;
    return this.#node.params.findIndex((param: Node) => {
      // a constructor that only hands over what it has made is entered without arguments: nothing may come before its prologue
      return (
        (this.#isConstructor && param.type !== 'Identifier') || sites.inParams({ ...this.#fn.node, params: [param] })
      );
    });
  }

  #head(moved: number, context: Context): Text {
    const { params } = this.#node;
    const { start } = this.#node;
    const end =
      this.#node.type === 'ArrowFunctionExpression' ? arrowEnd(this.#file.source, this.#node) : this.#node.body.start;
    if (this.#node.isMade) return '()=>';
    const dropped = droppedName(this.#printer, this.#node);
    if (areEvaluated(this.#printer, this.#fn))
      return printEvaluated(this.#printer, this.#node, this.#fn, dropped, evaluator);
    if (moved < 0) {
      context.barrier = this.#fn.isGenerator ? BARRIER.PARAMETER : null;
      const text = this.#printer.unchanged({ ...this.#node, start, end }, [...dropped, ...params]);
      context.barrier = null;
      return text;
    }
    const first: Node = params[moved];
    const last: Node = params[params.length - 1];
    const kept = this.#printer.unchanged({ ...this.#node, start, end: first.start }, [
      ...dropped,
      ...params.slice(0, moved),
    ]);
    const formals = params.slice(moved).map((param: Node, at: number) => this.#formal(param, moved + at));
    if (this.#wouldMirror(params)) formals.push(`...${this.#file.prefix}pz`);
    return [kept, formals.join(','), behindLast(this.#file.source, last.end, end)];
  }

  /** Sloppy formals that have become simple ones would be mirrored by `arguments`, which those in the source are not. */
  #wouldMirror(params: Node[]): boolean {
    const { usesArguments, isStrict, kind } = this.#fn;
    if (!usesArguments || isStrict || kind === 'arrow') return false;
    return !params.some((one) => one.type === 'RestElement' || one.type === 'AssignmentPattern');
  }

  #formal(param: Node, at: number): string {
    const name = `${this.#file.prefix}p${at}`;
    if (param.type === 'RestElement') return `...${name}`;
    return param.type === 'AssignmentPattern' ? `${name}=undefined` : name;
  }

  #moveParameters(moved: number): void {
    const l = this.#lowering;
    for (const [at, param] of this.#node.params.entries()) {
      if (at < moved) continue;
      const name = `${this.#file.prefix}p${at}`;
      l.parameters.add(name);
      const target = param.type === 'RestElement' ? param.argument : param;
      l.scoped(() => assignPattern(l, target, name, param));
    }
  }

  // --- the body ---------------------------------------------------------------------------------------------------

  #lower(moved: number): Statement[] {
    const l = this.#lowering;
    if (this.#parameters !== null) return lowerParameters(l, this.#parameters);
    const { body } = this.#node;
    const native = new Set<string>();
    const params: Node[] = moved < 0 ? this.#node.params : this.#node.params.slice(0, moved);
    for (const param of params) for (const { name } of boundNames(param)) native.add(name);
    return l.collect(() => {
      hoistFunction(l, (name) => native.has(name));
      if (moved >= 0) this.#moveParameters(moved);
      if (body.type !== 'BlockStatement') {
        l.scoped(() => {
          if (this.#file.sites.has(body))
            statements(l, [{ type: 'ReturnStatement', start: body.start, end: body.end, argument: body }]);
          else l.text(['return ', valueText(l, body)]);
        });
      } else {
        const rest: Node[] = body.body.slice(directivesOf(body.body).length);
        if (this.#fn.body !== null) {
          hoistBody(l, this.#fn.body);
          blockBody(l, rest);
        } else if (rest.some((one) => one.type === 'VariableDeclaration' && /using$/.test(one.kind)))
          blockBody(l, rest);
        else statements(l, rest);
      }
    });
  }

  #recordSites(): void {
    const row = this.#file.table[this.#index] as (string | number)[];
    for (const node of this.#lowering.siteNodes) {
      const { line, column } = this.#file.lines.at(node.start);
      row.push(line, column);
    }
  }

  #directives(): Text {
    const { body } = this.#node;
    if (body.type !== 'BlockStatement') return '';
    return directivesOf(body.body).map((one) => [new Slice(one.start, one.end), ';']);
  }

  /** Functions declared at the top of the body exist once, whatever version runs. */
  #functions(): Text {
    const { body } = this.#node;
    if (body.type !== 'BlockStatement' || this.#fn.body !== null) return '';
    const before = this.#lowering.nestedLength;
    const texts = body.body.map((one: Node) => {
      const node = one.type === 'LabeledStatement' ? one.body : one;
      return node.type === 'FunctionDeclaration' ? [this.#printer.raw(node), ';'] : '';
    });
    this.#lowering.nestedLength = before;
    return texts;
  }

  #body(statements: Statement[]): Text {
    if (this.#fn.isGenerator) return this.#generator(statements);
    const functions = this.#functions();
    return this.#needsOneBody() ? this.#oneBody(statements, functions) : this.#twoVersions(statements, functions);
  }

  #foot(): Text {
    const { body, end } = this.#node;
    return body.type === 'BlockStatement' ? new Slice(body.end, end) : '';
  }

  get #p(): string {
    return this.#file.prefix;
  }

  /** Who is called back while something unwinds has a barrier below it; constructors are entered to hand over a result. */
  #prologue(): string {
    if (this.#isOnlyCalled) return '';
    const name = JSON.stringify(this.#fn.name);
    if (!this.#isConstructor) return `if($gsm)$gs.enter(${name});`;
    return `if($gsm){const ${this.#p}c=$gs.enter(${name},new.target);if(${this.#p}c!==undefined)return ${this.#p}c}`;
  }

  /** Every mention of it in the file is a call. (Scripts share their names with others.) */
  get #isOnlyCalled(): boolean {
    const isShared = this.#file.settings.sourceType === 'script' && this.#fn.parent?.kind === 'program';
    return !isShared && this.#file.analysis.isOnlyCalled(this.#fn.node);
  }

  get #isConstructor(): boolean {
    return this.#file.analysis.mayConstruct(this.#fn);
  }

  #emitter(mode: 'fast' | 'resume' | 'generator'): Emitter {
    return new Emitter(mode, this.#p, this.#file.settings.isStorm);
  }

  #generator(statements: Statement[]): Text {
    const emitter = this.#emitter('generator');
    const text = emitter.all(statements);
    const l = this.#lowering;
    const guard = areEvaluated(this.#printer, this.#fn) ? guardBody(this.#printer, this.#fn) : '';
    return [guard, declare([`${this.#p}t`, ...l.locals, ...l.shared, ...emitter.scratch]), this.#functions(), text];
  }

  // --- two versions -----------------------------------------------------------------------------------------------

  #twoVersions(statements: Statement[], functions: Text): Text {
    const l = this.#lowering;
    const p = this.#p;
    if (l.siteNodes.length === 0) {
      const emitter = this.#emitter('fast');
      const text = emitter.all(statements);
      return [this.#prologue(), declare([...l.locals, ...l.shared, ...emitter.scratch]), functions, text];
    }
    if (l.siteNodes.length === 1 && !this.#isConstructor) return this.#oneSite(statements, functions);
    const variables = [...l.parameters, ...l.locals];
    const liveness = new Liveness(statements, variables, this.#file.source);
    const groups = groupSites(liveness.atSite, statements.some(hasLoop) ? TAILS : 1);
    const labels = groups.map((_, at) => (groups.length === 1 ? `${p}s` : `${p}s${at}`));
    const exits = new Map(
      groups.flatMap(({ sites }, at) => {
        return sites.map((site): [number, Text] => [site, `{${p}k=${site};break ${labels[at]}}`]);
      }),
    );
    const emitter = new Emitter('fast', p, this.#file.settings.isStorm, exits);
    let text: Text = [emitter.all(statements), 'return;'];
    const slots = variables.filter((name) => groups.some(({ live }) => liveness.has(live, name)));
    const resume = this.#resume(statements, slots);
    const isListed = groups.length > 1 && typeof resume !== 'string';
    const end = (saved: Text): Text => [this.#isConstructor ? this.#constructed(saved) : ['return ', saved], ';'];
    for (const [at, { live }] of groups.entries()) {
      const values: Text[] = slots.map((name) => (liveness.has(live, name) ? name : '0'));
      if (this.#selfSlot() !== null) values.push(THIS);
      const leave = isListed
        ? listed(p, values, at < groups.length - 1)
        : end(saveCall(resume, `${p}k`, `${p}t`, values));
      text = [`${labels[at]}:{`, text, '}', leave];
    }
    if (isListed) text = [`${p}s:{`, text, '}', end(['$gs.sA(', resume, `,${p}k,${p}t,${p}u)`])];
    const names = [`${p}t`, `${p}k`, ...(isListed ? [`${p}u`] : []), ...l.locals, ...l.shared, ...emitter.scratch];
    return [this.#prologue(), declare(names), functions, text];
  }

  /** The tail stands at the only site: shorter, and small functions are inlined when they are short. */
  #oneSite(statements: Statement[], functions: Text): Text {
    const l = this.#lowering;
    const p = this.#p;
    const variables = [...l.parameters, ...l.locals];
    const liveness = new Liveness(statements, variables, this.#file.source);
    const live = liveness.atSite.get(1) ?? 0n;
    const slots = variables.filter((name) => liveness.has(live, name));
    const values: Text[] = this.#selfSlot() === null ? slots : [...slots, THIS];
    const leave: Text = ['return ', saveCall(this.#resume(statements, slots), '1', `${p}t`, values), ';'];
    const emitter = new Emitter('fast', p, this.#file.settings.isStorm, new Map([[1, leave]]));
    const text = emitter.all(statements);
    const names = [`${p}t`, ...l.locals, ...l.shared, ...emitter.scratch];
    return [this.#prologue(), declare(names), functions, text];
  }

  /** Made as a function of its own, the resume version gets `this` from a slot. */
  #selfSlot(): string | null {
    return this.#fn.usesThis && !this.#needsArrow() ? `${this.#p}self` : null;
  }

  #needsArrow(): boolean {
    const { kind, usesArguments, usesNewTarget, usesSuper, usesThis } = this.#fn;
    return usesArguments || usesNewTarget || usesSuper || kind === 'derived' || (kind === 'arrow' && usesThis);
  }

  /** It refers to nothing of the functions around it, so one for the whole file is enough. */
  #standsAtTop(): boolean {
    const l = this.#lowering;
    const isAlone = l.shared.size === 0 && l.sharedParameters.size === 0 && !l.hasFunctions;
    const { hasFree, usesPrivate } = this.#fn;
    for (let fn = this.#fn.parent; fn !== null; fn = fn.parent) if (fn.isDynamic) return false; // it may declare any name
    return isAlone && !hasFree && !usesPrivate && !this.#needsArrow() && this.#file.settings.sourceType !== 'script';
  }

  #resume(statements: Statement[], variables: string[]): Text {
    const p = this.#p;
    const l = this.#lowering;
    const emitter = this.#emitter('resume');
    const text = emitter.all(statements);
    const self = this.#selfSlot();
    const slots = self === null ? variables : [...variables, self];
    // those that nobody reads again too: what the resume version does not declare it would capture
    const others = [...l.parameters, ...l.locals].filter((name) => !variables.includes(name));
    const load =
      slots.length > 24
        ? slots.map((name, at) => `${name}=${p}f.s[${at}]`)
        : slots.map((name, at) => `${name}=${p}f.s${at}`);
    const store =
      slots.length > 24
        ? `${p}f.s=[${slots.join(',')}];`
        : slots.map((name, at) => (name === self || l.unwritten.has(name) ? '' : `${p}f.s${at}=${name};`)).join('');
    const body: Text = [
      declare([`${p}t`, `${p}k=${p}f.k`, ...load, ...others, ...emitter.scratch]),
      `${p}s:{`,
      text,
      'return;}',
      `${p}f.k=${p}k;${store}return $gs.again(${p}f,${p}t)`,
    ];
    return this.#asResume(self === null ? body : withThis(body, self));
  }

  get #resumeName(): string {
    return `${this.#p}r${this.#index}_${this.#file.id}`;
  }

  #asResume(body: Text): Text {
    const p = this.#p;
    const name = this.#resumeName;
    if (this.#needsArrow()) return [`{${name}:(${p}f,${p}v,${p}x)=>{`, body, `}}.${name}`];
    const strict = this.#fn.isStrict && !this.#file.analysis.program.isStrict ? '"use strict";' : '';
    const text: Text = [`function ${name}(${p}f,${p}v,${p}x){${strict}`, body, '}'];
    if (!this.#standsAtTop()) return text;
    this.#file.tail.push(text);
    return name;
  }

  /** Under `new` the caller gets an object for a token, and the result of the body is one at last. */
  #constructed(saved: Text): Text {
    const { kind } = this.#fn;
    const self = kind === 'derived' ? '()=>this' : 'this';
    if (kind !== 'function') return ['return $gs.ctor(new.target,', `${BRAND} in new.target,`, saved, `,${self})`];
    const token = `${this.#p}y`;
    const built = `$gs.ctor(new.target,undefined,${token},${self})`;
    return [`const ${token}=`, saved, `;return new.target===undefined?${token}:${built}`];
  }

  // --- one body ---------------------------------------------------------------------------------------------------

  #needsOneBody(): boolean {
    return this.#lowering.nestedLength > DUPLICATE_LIMIT || mirrorsParameters(this.#fn);
  }

  #oneBody(statements: Statement[], functions: Text): Text {
    const l = this.#lowering;
    const p = this.#p;
    const emitter = this.#emitter('resume');
    const text = emitter.all(statements);
    const name = this.#resumeName;
    const body: Text = [
      `const ${name}=(${p}f,${p}v,${p}x)=>{`,
      declare([`${p}t`, `${p}k=${p}f===null?0:${p}f.k`, ...emitter.scratch]),
      `${p}s:{`,
      text,
      'return;}',
      `if(${p}f===null)return $gs.s2(${name},${p}k,${p}t);${p}f.k=${p}k;return $gs.again(${p}f,${p}t)};`,
    ];
    const call = `${name}(null)`;
    const first: Text = this.#isConstructor
      ? [`const ${p}z=${call};if($gsm===0)return ${p}z;`, this.#constructed(`${p}z`)]
      : ['return ', call];
    return [this.#prologue(), declare([...l.locals, ...l.shared]), functions, body, first, ';'];
  }
}

function declare(names: string[]): string {
  return names.length === 0 ? '' : `var ${names.join(',')};`;
}

/** Only in a loop does it cost anything to keep too much. */
function hasLoop(statement: Statement): boolean {
  switch (statement.type) {
    case 'loop':
      return rangeOf(statement) !== null;
    case 'label':
      return statement.body.some(hasLoop);
    case 'if':
      return statement.yes.some(hasLoop) || statement.no.some(hasLoop);
    case 'try':
      return [...statement.body, ...(statement.handler ?? [])].some(hasLoop);
    case 'switch':
      return statement.cases.some((one) => one.body.some(hasLoop));
    default:
      return false;
  }
}

/** Several tails, but one place where the resume version is made: what is kept goes there in a list. */
function listed(p: string, values: Text[], isLeft: boolean): Text {
  const list = values.flatMap((one, at) => (at === 0 ? [one] : [',', one]));
  return [`${p}u=[`, list, isLeft ? `];break ${p}s;` : '];'];
}

function saveCall(resume: Text, site: string, result: string, values: Text[]): Text {
  const size = SIZES.find((one) => one >= values.length);
  const list = values.flatMap((one) => [',', one]);
  if (size !== undefined) return [`$gs.s${size}(`, resume, `,${site},${result}`, list, ')'];
  return ['$gs.sN(', resume, `,${site},${result},[`, list.slice(1), '])'];
}

/** Sloppy, simple parameters: writing one changes `arguments`, and the other way round. */
function mirrorsParameters(fn: Fn): boolean {
  if (!fn.usesArguments || fn.isStrict || fn.kind === 'arrow') return false;
  const { params } = fn.node;
  if (params.length === 0 || params.some((one: Node) => one.type !== 'Identifier')) return false;
  const isWritten = params.some((one: Node) => fn.scope.bindings.get(one.name)?.isAssigned);
  return isWritten || fn.argumentsUses.some(({ node, parent }) => !isRead(node, parent));
}

function isRead(node: Node, parent: Node): boolean {
  if (parent.type === 'CallExpression')
    return parent.callee.type === 'MemberExpression' && parent.callee.property.name === 'apply';
  return parent.type === 'MemberExpression' && parent.object === node && parent.property.name === 'length';
}

/** The position behind `=>`. */
function arrowEnd(source: string, node: Node): number {
  const from: number = node.params.length > 0 ? node.params.at(-1).end : node.start;
  const between = source
    .slice(from, node.body.start)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  return from + between.indexOf('=>') + 2;
}
