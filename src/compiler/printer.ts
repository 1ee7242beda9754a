/**
 * Prints nodes as they stand in the source, with what must differ: renamed variables, functions in their compiled form,
 * calls in places that cannot be left, jumps that have to pass a `finally` in normal form.
 */
import { boundNames, childrenOf, isAnonymous, isClass, isFunction, isLoop, type Node } from './ast.js';
import { printClass } from './classes.js';
import type { Context, File, Target } from './context.js';
import { printFunction } from './functions.js';
import { jumpText } from './lower/jumps.js';
import { Slice, type Text, THIS } from './output.js';
import { type Binding, Fn, Scope } from './scope.js';

export class Printer {
  readonly file: File;
  #contexts: Context[] = [];

  constructor(file: File) {
    this.file = file;
  }

  get context(): Context {
    return this.#contexts[this.#contexts.length - 1] as Context;
  }

  /** Prints inside another function. */
  inside<T>(context: Context, print: () => T): T {
    this.#contexts.push(context);
    try {
      return print();
    } finally {
      this.#contexts.pop();
    }
  }

  raw(node: Node): Text {
    return this.context.replaced.get(node) ?? this.#changed(node) ?? this.unchanged(node);
  }

  list(nodes: readonly (Node | null)[]): Text[] {
    return nodes.filter((one) => one !== null).map((one) => this.raw(one));
  }

  /** The node's own characters, with its children printed. */
  unchanged(node: Node, children = childrenOf(node)): Text {
    const texts: Text[] = [];
    let at = node.start;
    let isSame = true;
    for (const child of [...children].sort((a, b) => a.start - b.start)) {
      const text = this.raw(child);
      if (isSliceOf(text, child)) continue;
      isSame = false;
      texts.push(new Slice(at, child.start), text);
      at = child.end;
    }
    if (isSame) return new Slice(node.start, node.end);
    texts.push(new Slice(at, node.end));
    return texts;
  }

  source(node: Node): string {
    return this.file.source.slice(node.start, node.end);
  }

  #changed(node: Node): Text | null {
    switch (node.type) {
      case 'Identifier':
        if (this.file.analysis.declarations.has(node)) return this.declared(node);
        return this.file.analysis.targets.has(node) ? this.#target(node) : this.#identifier(node);
      case 'ThisExpression':
        return THIS;
      case 'Property':
        return this.#property(node);
      case 'CallExpression':
        return this.#call(node);
      case 'NewExpression':
        return this.#isBarrierSite(node) ? this.#guardedNew(node) : null;
      case 'TaggedTemplateExpression':
        this.unbox(node.tag);
        return this.#isBarrierSite(node) ? this.#guarded(node) : null;
      case 'YieldExpression':
        return node.delegate && this.context.fn.isAsync ? this.#watched(node) : null;
      case 'UnaryExpression':
        return node.operator === 'delete' && this.isBoxed(node.argument) ? '(false)' : null;
      case 'ChainExpression':
        return this.#chain(node);
      case 'AssignmentExpression':
        return this.#assignment(node);
      case 'UpdateExpression':
        return this.#update(node);
      case 'VariableDeclaration':
        return this.#variables(node);
      case 'ReturnStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.context.lowering === null ? null : jumpText(this, node);
      case 'LabeledStatement':
        return this.#labelled(node);
      case 'SwitchStatement':
        return this.#within({ type: 'switch', labels: [] }, node);
      default:
    }
    if (isFunction(node)) return printFunction(this, node);
    if (isClass(node)) return this.#class(node);
    if (isLoop(node)) return this.#within({ type: 'loop', labels: [], continueTo: null, breakTo: null }, node);
    return null;
  }

  // --- names ------------------------------------------------------------------------------------------------------

  /** A name where it is declared or initialised. */
  declared(node: Node): Text {
    const binding = this.file.analysis.bindings.get(node);
    if (!binding || (binding.out === node.name && binding.box === null)) return this.#spelt(node);
    return this.variable(binding);
  }

  /** The variable, without any test. */
  variable(binding: Binding): string {
    if (binding.box === null) return binding.out;
    if (binding.scope.fn === this.context.fn) return `${binding.box}.${binding.out}`;
    for (const { fn, lowering } of this.#contexts) {
      if (fn === binding.scope.fn) lowering?.aliases.add(binding.box);
    }
    return `${binding.box}$.${binding.out}`;
  }

  /** A name in a pattern: what has to be tested is written through a setter. */
  #target(node: Node): Text {
    const binding = this.file.analysis.bindings.get(node);
    if (!binding?.isHoisted) return this.#spelt(node);
    const isTested = binding.isConstant || binding.unproven.has(node);
    return isTested ? ['$gs.to((v)=>{', this.assign(node, '=', 'v'), '}).v'] : this.variable(binding);
  }

  /** As the source has it, but for escapes: other passes look for names in the text. */
  #spelt(node: Node): Text {
    return node.end - node.start === node.name.length ? new Slice(node.start, node.end) : node.name;
  }

  #identifier(node: Node): Text {
    const binding = this.file.analysis.bindings.get(node);
    if (!binding) return this.#spelt(node);
    const isChecked = binding.unproven.has(node);
    if (binding.out === node.name && binding.box === null && !isChecked) return this.#spelt(node);
    const name = this.variable(binding);
    return isChecked ? `(${name}===$gs.TDZ?$gs.tdz(${JSON.stringify(node.name)}):${name})` : name;
  }

  #property(node: Node): Text | null {
    if (!node.shorthand) return null;
    const value = this.raw(node.value);
    return isSliceOf(value, node.value) ? null : [new Slice(node.key.start, node.key.end), ':', value];
  }

  // --- writes -----------------------------------------------------------------------------------------------------

  #assignment(node: Node): Text | null {
    if (node.left.type !== 'Identifier') return null;
    const binding = this.file.analysis.bindings.get(node.left);
    if (!binding?.isHoisted) return null;
    const isSame = binding.out === node.left.name && binding.box === null;
    return this.assign(
      node.left,
      node.operator,
      isSame ? this.value(node.right) : this.named(node.right, node.left.name),
    );
  }

  /** `name op= value` for a variable that was hoisted: with its checks. */
  assign(target: Node, operator: string, value: Text): Text {
    const binding = this.file.analysis.bindings.get(target) as Binding;
    const isChecked = binding.unproven.has(target);
    const name = this.variable(binding);
    const label = JSON.stringify(target.name);
    if (binding.isConstant) {
      const old = isChecked ? `(${name}===$gs.TDZ?$gs.tdz(${label}):${name})` : name;
      if (operator === '=')
        return [isChecked ? '($gs.all(' : '(', value, isChecked ? `,${old}),` : ',', `$gs.constant(${label}))`];
      const logical = /^(&&|\|\||\?\?)=$/.exec(operator);
      if (logical) return ['(', old, logical[1] as string, '(', value, `,$gs.constant(${label})))`];
      return ['(', old, operator.slice(0, -1), '(', value, `),$gs.constant(${label}))`];
    }
    if (!isChecked) return [name, operator, value];
    if (operator === '=') return [name, '=$gs.put(', value, `,()=>${name},${label})`];
    return ['(', name, `===$gs.TDZ?$gs.tdz(${label}):`, name, operator, value, ')'];
  }

  #update(node: Node): Text | null {
    const target = node.argument;
    if (target.type !== 'Identifier') return null;
    const binding = this.file.analysis.bindings.get(target);
    if (!binding?.isHoisted) return null;
    const isChecked = binding.unproven.has(target);
    const name = this.variable(binding);
    const label = JSON.stringify(target.name);
    const read = isChecked ? `(${name}===$gs.TDZ?$gs.tdz(${label}):${name})` : name;
    if (binding.isConstant) return `(+${read},$gs.constant(${label}))`;
    const update = node.prefix ? `${node.operator}${name}` : `${name}${node.operator}`;
    return isChecked ? `(${read},${update})` : update;
  }

  /** A value whose place gives anonymous functions their name, although the place is called differently now. */
  named(value: Node, name: string): Text {
    const text = this.value(value);
    if (!isAnonymous(value) || this.context.lowering === null) return text;
    return namedBy(text, name);
  }

  /** Declarations of hoisted variables become assignments. */
  #variables(node: Node): Text | null {
    const name = boundNames(node.declarations[0].id)[0];
    const binding = name === undefined ? null : this.file.analysis.bindings.get(name);
    if (!binding?.isHoisted) return null;
    const role = this.file.analysis.heads.get(node);
    if (role === 'left') return this.raw(node.declarations[0].id);
    const texts = node.declarations.flatMap((one: Node) => this.#declarator(one, node.kind));
    const list = texts.flatMap((one: Text, at: number) => (at === 0 ? [one] : [',', one]));
    return role === 'init' ? list : [list, ';'];
  }

  #declarator({ id, init }: Node, kind: string): Text[] {
    if (init === null) return kind === 'var' ? [] : [[this.declared(id), '=undefined']];
    if (id.type !== 'Identifier') return [['void(', this.raw(id), '=', this.value(init), ')']];
    const binding = this.file.analysis.bindings.get(id) as Binding;
    const isSame = binding.out === id.name && binding.box === null;
    return [[this.declared(id), '=', isSame ? this.value(init) : this.named(init, id.name)]];
  }

  /** Printed so that it can be an argument or a right-hand side. */
  value(node: Node): Text {
    const text = this.raw(node);
    return node.type === 'SequenceExpression' ? ['(', text, ')'] : text;
  }

  // --- calls in places that cannot be left ------------------------------------------------------------------------

  #isBarrierSite(node: Node): boolean {
    return this.context.barrier !== null && this.file.sites.isSite(node);
  }

  #call(node: Node): Text | null {
    this.unbox(node.callee);
    return this.#isBarrierSite(node) && node.callee.type !== 'Super' ? this.#guarded(node) : null;
  }

  /** A function in a box is called without the box as its `this`. */
  unbox(callee: Node): void {
    const { replaced } = this.context;
    if (this.isBoxed(callee) && !replaced.has(callee)) replaced.set(callee, ['(0,', this.raw(callee), ')']);
  }

  isBoxed(node: Node): boolean {
    return node.type === 'Identifier' && (this.file.analysis.bindings.get(node)?.box ?? null) !== null;
  }

  #guarded(node: Node): Text {
    return this.guard(node, () => this.unchanged(node));
  }

  /** ``new tag`x` `` makes an instance of what the tag returns: its call needs parentheses once it is wrapped. */
  #guardedNew(node: Node): Text {
    return this.guard(node, () => {
      const callee = this.raw(node.callee);
      if (!isSliceOf(callee, node.callee)) this.context.replaced.set(node.callee, ['(', callee, ')']);
      return this.unchanged(node);
    });
  }

  guard(node: Node, call: () => Text): Text {
    const { fn, barrier } = this.context;
    const why = `,${barrier},${JSON.stringify(fn.name)})`;
    const isThunk = this.file.settings.isStorm && !mentionsAwait(node);
    if (!isThunk) return ['$gs.b(', call(), why];
    return fn.kind === 'program' ? this.#asFunction(node) : ['$gs.calm(()=>(', call(), ')', why];
  }

  /** A storm at top level: the call is a function of its own, which can be left. */
  #asFunction(node: Node): Text {
    const { fns, program } = this.file.analysis;
    const arrow: Node = { type: 'ArrowFunctionExpression', start: node.start, end: node.end, params: [], body: node };
    const fn = new Fn('arrow', arrow, program);
    fn.scope = new Scope('function', arrow, program.scope, fn, false);
    fn.hasFree = fn.usesThis = true;
    fns.set(arrow, fn);
    return ['$gs.top(', printFunction(this, { ...arrow, original: arrow, isMade: true }), ')'];
  }

  /** `yield*` of an async generator: the host calls the iterator. */
  #watched(node: Node): Text {
    const { argument } = node;
    const value: Text = ['$gs.watch(', this.value(argument), `,${JSON.stringify(this.context.fn.name)})`];
    return [new Slice(node.start, argument.start), value, new Slice(argument.end, node.end)];
  }

  /** Only the whole of `a?.b().c()` can be wrapped: its parts are skipped together. */
  #chain(node: Node): Text | null {
    if (this.context.barrier === null) return null;
    let hasSite = false;
    for (let one = node.expression; one; one = one.object ?? one.callee) {
      hasSite ||= this.file.sites.isSite(one);
      if (one.type !== 'MemberExpression' && one.type !== 'CallExpression') break;
    }
    return hasSite ? this.guard(node, () => this.#spine(node.expression)) : this.#spine(node.expression);
  }

  #spine(node: Node): Text {
    const base: Node | undefined =
      node.type === 'MemberExpression' ? node.object : node.type === 'CallExpression' ? node.callee : undefined;
    if (base === undefined) return this.raw(node);
    const inner =
      base.type === 'MemberExpression' || base.type === 'CallExpression' ? this.#spine(base) : this.raw(base);
    const rest: Node[] = node.type === 'CallExpression' ? node.arguments : node.computed ? [node.property] : [];
    return [new Slice(node.start, base.start), inner, this.unchanged({ ...node, start: base.end }, rest)];
  }

  // --- jumps ------------------------------------------------------------------------------------------------------

  #labelled(node: Node): Text {
    const labels = [node.label.name];
    let body: Node = node.body;
    for (; body.type === 'LabeledStatement'; body = body.body) labels.push(body.label.name);
    const target: Target = isLoop(body)
      ? { type: 'loop', labels, continueTo: null, breakTo: null }
      : { type: 'label', labels };
    const inner = isLoop(body) ? this.unchangedWithin(target, body) : this.#within(target, body, body);
    return [new Slice(node.start, body.start), inner];
  }

  unchangedWithin(target: Target, node: Node): Text {
    this.context.targets.push(target);
    const text = this.unchanged(node);
    this.context.targets.pop();
    return text;
  }

  #within(target: Target, node: Node, whole?: Node): Text {
    this.context.targets.push(target);
    const text = whole === undefined ? this.unchanged(node) : this.raw(whole);
    this.context.targets.pop();
    return text;
  }

  #class(node: Node): Text {
    const text = printClass(this, node);
    const isDeclaration = node.type === 'ClassDeclaration' && node.id !== null;
    const binding = isDeclaration ? this.file.analysis.bindings.get(node.id) : null;
    if (!binding?.isHoisted) return text;
    return [this.variable(binding), '=', text, ';'];
  }
}

/** An anonymous function gets its name from the property; a class that has a static `name` keeps that. */
export function namedBy(text: Text, name: string): Text {
  const key = JSON.stringify(name);
  return [name === '__proto__' ? `({[${key}]:` : `({${key}:`, text, `})[${key}]`];
}

/** The text is the node as it stands. */
function isSliceOf(text: Text, node: Node): boolean {
  return text instanceof Slice && text.start === node.start && text.end === node.end;
}

function mentionsAwait(node: Node): boolean {
  if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
  return !isFunction(node) && childrenOf(node).some(mentionsAwait);
}
