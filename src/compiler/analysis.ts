/**
 * Scope analysis: who declares each name, who refers to it, and what a function uses beyond its own variables.
 *
 * One walk. The declarations of a scope are collected when it is entered, so every reference is resolved when it is met.
 * Class static blocks and field initialisers count as functions (they have a `this` of their own).
 */
import { boundNames, childrenOf, directivesOf, isFunction, type Node } from './ast.js';
import { type Binding, type BindingKind, Fn, type FnKind, Scope } from './scope.js';

/** What the walk has found out. */
export class Analysis {
  readonly program: Fn;
  /** Functions by their node; for initialisers by the PropertyDefinition or StaticBlock. */
  readonly fns = new Map<Node, Fn>();
  readonly scopes = new Map<Node, Scope>();
  /** The binding of each identifier that refers to or declares a variable; null: a global. */
  readonly bindings = new Map<Node, Binding | null>();
  /** Identifiers that declare: their writes initialise. */
  readonly declarations = new Set<Node>();
  /** Bindings (and null for globals) by name, over the whole file. */
  readonly users = new Map<string, Set<Binding | null>>();
  /** What stands behind `extends` of the class whose constructor makes the call. */
  readonly superCalls = new Map<Node, Node>();
  /** Identifiers in patterns and heads of loops that are assigned there. */
  readonly targets = new Set<Node>();
  /** Names behind `#`. */
  readonly privateNames = new Set<string>();
  /** Identifiers that are called, and nothing else is done with them there. */
  readonly #called = new Set<Node>();
  readonly #constructed = new Set<Node>();
  readonly #exported = new Set<Binding>();
  /** Declarations in the head of a loop. */
  readonly heads = new Map<Node, 'init' | 'left'>();
  /** Everything that looks like a name in the source, so that generated names can avoid it. */
  readonly names = new Set<string>();
  /** The next number to try for a name that is used twice. */
  readonly renamed = new Map<string, number>();
  readonly #argumentsSeen = new Set<Node>();
  /** Names of functions in blocks of sloppy code: an outer function of that name does not stay what it is. */
  readonly #reassigned = new Set<string>();
  readonly #named = new Map<Node, Binding>();
  /** Names in the parameters that are being walked; null outside of any. */
  #mentioned: Set<string> | null = null;

  constructor(program: Node, isStrict: boolean) {
    this.program = new Fn('program', program, null);
    this.program.isStrict = isStrict || hasUseStrict(program.body);
    this.fns.set(program, this.program);
    const scope = new Scope('function', program, null, this.program, false);
    this.program.scope = scope;
    this.scopes.set(program, scope);
    this.#hoistVars(program.body, scope);
    this.#declareLexical(program.body, scope);
    for (const one of program.body) this.#walk(one, scope);
  }

  /** Functions and classes that a declaration or a const holds. */
  get named(): Iterable<Node> {
    return this.#named.keys();
  }

  /** A declaration or a const that is never assigned holds this function. */
  isNamedForGood(fn: Node): boolean {
    const binding = this.#named.get(fn);
    return binding?.isAssigned === false && !this.#reassigned.has(binding.name);
  }

  /** The file calls it with `new`. */
  isConstructed(fn: Node): boolean {
    if (this.#constructed.has(fn)) return true;
    return this.#named.get(fn)?.refs.some(({ node }) => this.#constructed.has(node)) ?? false;
  }

  /** It makes objects, or may. */
  mayConstruct({ kind, usesThis, usesNewTarget, isConstructible, node }: Fn): boolean {
    if (kind === 'constructor' || kind === 'derived') return true;
    // a function without `this` that nobody here calls with `new` is none; `new` of it is a barrier if it parks
    return isConstructible && (usesThis || usesNewTarget || this.isConstructed(node));
  }

  /** Nobody but code that names it can call the function: the host never does. */
  isOnlyCalled(fn: Node): boolean {
    const binding = this.#named.get(fn);
    if (binding === undefined || binding.isAssigned || this.#exported.has(binding)) return false;
    return binding.refs.every(({ node }) => this.#called.has(node));
  }

  /** How many distinct variables of the file have this name. */
  isUnique(binding: Binding): boolean {
    return (this.users.get(binding.name)?.size ?? 0) <= 1;
  }

  #use(name: string, binding: Binding | null): void {
    let users = this.users.get(name);
    if (users === undefined) {
      users = new Set();
      this.users.set(name, users);
    }
    users.add(binding);
  }

  #declared(scope: Scope, id: Node, kind: BindingKind, initialisedAt = 0): Binding {
    const binding = scope.declare(id.name, kind, initialisedAt);
    this.bindings.set(id, binding);
    this.declarations.add(id);
    this.#use(id.name, binding);
    return binding;
  }

  #reference(node: Node, scope: Scope, isWrite: boolean): void {
    const name: string = node.name;
    this.names.add(name);
    this.#mentioned?.add(name);
    if (name === 'arguments' && scope.find(name) === null) return this.#arguments(node, NOWHERE, scope);
    const binding = scope.find(name);
    this.bindings.set(node, binding);
    this.#use(name, binding);
    if (binding === null) return;
    binding.refs.push({ node, scope, isWrite });
    if (isWrite) binding.isAssigned = true;
    const owner = binding.scope;
    if (owner.fn !== scope.fn) binding.isCaptured = true;
    const isTop = owner.fn.kind === 'program' && owner.kind === 'function';
    if (isTop) return;
    for (let fn: Fn | null = scope.fn; fn !== null && fn !== owner.fn; fn = fn.parent) fn.hasFree = true;
    if (owner.kind === 'name' || owner.kind === 'class') scope.fn.hasFree = true;
  }

  // --- declarations -----------------------------------------------------------------------------------------------

  /** `var` and, in sloppy mode, what functions in blocks do to the function's scope. */
  #hoistVars(body: Node[], scope: Scope): void {
    for (const one of body) this.#hoistVar(one, scope, false);
  }

  #hoistVar(node: Node | null | undefined, scope: Scope, isNested: boolean): void {
    if (!node) return;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const { id } of node.declarations) {
        for (const name of boundNames(id)) this.#declared(scope, name, 'var');
      }
      return;
    }
    if (node.type === 'FunctionDeclaration') {
      if (isNested && !scope.fn.isStrict && !node.async && !node.generator) this.#reassigned.add(node.id.name);
      const isTaken = scope.bindings.has(node.id.name) || scope.fn.scope.bindings.has(node.id.name);
      if (isNested && !scope.fn.isStrict && !node.async && !node.generator && !isTaken) {
        this.#use(node.id.name, scope.declare(node.id.name, 'var'));
      }
      return;
    }
    if (isFunction(node) || node.type === 'ClassDeclaration' || !isStatement(node)) return;
    const inBlock = isNested || node.type !== 'LabeledStatement';
    for (const child of childrenOf(node)) this.#hoistVar(child, scope, inBlock);
  }

  #declareLexical(body: Node[], scope: Scope): void {
    for (const one of body) {
      const node =
        one.type === 'ExportNamedDeclaration' || one.type === 'ExportDefaultDeclaration' ? one.declaration : one;
      if (node) this.#declareStatement(node, scope);
      if (node && node !== one) for (const id of declaredNames(node)) this.#export(id, scope);
    }
  }

  #export(id: Node, scope: Scope): void {
    const binding = scope.bindings.get(id.name);
    if (binding !== undefined) this.#exported.add(binding);
  }

  #declareStatement(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'VariableDeclaration':
        if (node.kind !== 'var') this.#declareVariables(node, scope);
        break;
      case 'ClassDeclaration':
        if (node.id) this.#nameForGood(node, this.#declared(scope, node.id, 'class', node.end));
        break;
      case 'FunctionDeclaration':
        if (node.id) this.#nameForGood(node, this.#declared(scope, node.id, 'function'));
        break;
      case 'LabeledStatement':
        if (node.body.type === 'FunctionDeclaration') this.#declareStatement(node.body, scope);
        break;
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) {
          this.#declared(scope, local, 'import').importedFrom = String(node.source.value);
        }
        break;
      default:
    }
  }

  #nameForGood(fn: Node, binding: Binding): void {
    binding.value = fn;
    this.#named.set(fn, binding);
  }

  #declareVariables(node: Node, scope: Scope, initialisedAt = 0): void {
    const kind: BindingKind = node.kind === 'let' ? 'let' : 'const'; // using is constant as well
    for (const { id, end, init } of node.declarations) {
      for (const name of boundNames(id)) {
        const binding = this.#declared(scope, name, kind, initialisedAt || end);
        if (kind === 'const' && id.type === 'Identifier' && init && isFunction(init)) this.#nameForGood(init, binding);
      }
    }
  }

  // --- the walk ---------------------------------------------------------------------------------------------------

  #walk(node: Node | null | undefined, scope: Scope): void {
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node, scope, false);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        return this.#function(node, scope, 'function');
      case 'ArrowFunctionExpression':
        return this.#function(node, scope, 'arrow');
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, scope);
      case 'BlockStatement':
        return this.#block(node, scope);
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#for(node, scope);
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#walk(node.test, scope);
        return this.#walk(node.body, loopScope(node, scope));
      case 'SwitchStatement':
        return this.#switch(node, scope);
      case 'CatchClause':
        return this.#catch(node, scope);
      case 'VariableDeclaration':
        return this.#variables(node, scope);
      case 'AssignmentExpression':
        this.#target(node.left, scope);
        this.#walk(node.right, scope);
        this.#nameFunction(node.left.property?.name ?? node.left.name, node.right);
        return this.#noteCoercion(node.left.type === 'MemberExpression' ? node.left.property : node.left, node.right);
      case 'UpdateExpression':
        return this.#target(node.argument, scope);
      case 'Property':
        return this.#property(node, scope);
      case 'ThisExpression':
        return this.#markLexical(scope.fn, 'usesThis');
      case 'Super':
        this.#markLexical(scope.fn, 'usesThis');
        return this.#markLexical(scope.fn, 'usesSuper');
      case 'MetaProperty':
        if (node.meta.name === 'new') this.#markLexical(scope.fn, 'usesNewTarget');
        return;
      case 'IfStatement':
        wrapFunction(node, 'consequent');
        wrapFunction(node, 'alternate');
        break;
      case 'LabeledStatement':
        this.names.add(node.label.name);
        break;
      case 'PrivateIdentifier':
        return this.#markAll(scope.fn, 'usesPrivate');
      case 'CallExpression':
        if (node.callee.type === 'Identifier') {
          this.#called.add(node.callee);
          if (node.callee.name === 'eval') this.#markAll(scope.fn, 'isDynamic');
        }
        if (node.callee.type === 'Super') this.#noteSuper(node, scope);
        this.#children(node, scope);
        return this.#noteDescriptors(node);
      case 'NewExpression':
        this.#constructed.add(node.callee);
        this.#children(node, scope);
        if (node.callee.name === 'Promise' && node.arguments.length > 0) this.#calledBy(node.arguments[0], 'executor');
        return;
      case 'WithStatement':
        this.#markAll(scope.fn, 'isDynamic');
        break;
      case 'ImportDeclaration':
        return;
      default:
    }
    this.#children(node, scope);
  }

  #children(node: Node, scope: Scope): void {
    for (const child of childrenOf(node)) {
      if (child.type === 'Identifier' && child.name === 'arguments') this.#arguments(child, node, scope);
      this.#walk(child, scope);
    }
    if (node.type === 'MemberExpression' && node.property.type === 'PrivateIdentifier') {
      this.privateNames.add(node.property.name);
      this.#markAll(scope.fn, 'usesPrivate');
    }
  }

  #property(node: Node, scope: Scope): void {
    if (node.computed) this.#walk(node.key, scope);
    if (node.value.type === 'Identifier' && node.value.name === 'arguments') this.#arguments(node.value, node, scope);
    if (node.kind !== 'init' || node.method) {
      this.#function(node.value, scope, node.method ? 'method' : 'accessor', keyName(node));
    } else {
      this.#walk(node.value, scope);
      this.#nameFunction(node.key.name, node.value);
    }
    this.#noteCoercion(node.key, node.value);
  }

  #noteSuper(node: Node, from: Scope): void {
    let scope: Scope | null = from;
    while (scope !== null && scope.kind !== 'class') scope = scope.parent;
    if (scope?.node.superClass) this.superCalls.set(node, scope.node.superClass);
  }

  #calledBy(value: Node, host: 'accessor' | 'executor'): void {
    const fn = this.fns.get(value);
    if (fn !== undefined) fn.calledBy = host;
  }

  /** `Object.defineProperty(o, 'x', { get: function () {} })`, and the like with several of them. */
  #noteDescriptors({ callee, arguments: args }: Node): void {
    if (
      callee.type !== 'MemberExpression' ||
      !/^(defineProperty|defineProperties|create)$/.test(callee.property.name)
    ) {
      return;
    }
    for (const one of args) {
      if (one.type === 'ObjectExpression') this.#noteDescriptor(one, callee.property.name !== 'defineProperty');
    }
  }

  #noteDescriptor(node: Node, isNested: boolean): void {
    for (const { key, value, type } of node.properties) {
      if (type !== 'Property') continue;
      if (/^(get|set)$/.test(key.name)) this.#calledBy(value, 'accessor');
      else if (isNested && value.type === 'ObjectExpression') this.#noteDescriptor(value, false);
    }
  }

  /** What stacks call a function that has no name of its own. */
  #nameFunction(name: unknown, value: Node | null): void {
    const fn = value === null ? undefined : this.fns.get(value);
    if (fn !== undefined && fn.name === '' && typeof name === 'string') fn.name = name;
  }

  #noteCoercion(key: Node, value: Node): void {
    const fn = this.fns.get(value);
    const name = key.type === 'MemberExpression' ? key.property.name : (key.name ?? key.value);
    if (fn !== undefined && /^(toString|valueOf|toPrimitive|hasInstance)$/.test(name)) fn.calledBy = 'coercion';
  }

  #arguments(node: Node, parent: Node, scope: Scope): void {
    if (scope.find('arguments') !== null || this.#argumentsSeen.has(node)) return;
    this.#argumentsSeen.add(node);
    for (let fn: Fn | null = scope.fn; fn !== null; fn = fn.parent) {
      fn.usesArguments = true;
      fn.argumentsUses.push({ node, parent });
      if (fn.kind !== 'arrow') return;
    }
  }

  #markLexical(from: Fn, what: 'usesThis' | 'usesSuper' | 'usesNewTarget'): void {
    for (let fn: Fn | null = from; fn !== null; fn = fn.parent) {
      fn[what] = true;
      if (fn.kind !== 'arrow') return;
    }
  }

  #markAll(from: Fn, what: 'usesPrivate' | 'isDynamic'): void {
    for (let fn: Fn | null = from; fn !== null; fn = fn.parent) fn[what] = true;
  }

  #function(node: Node, outer: Scope, kind: FnKind, name?: string): void {
    const fn = new Fn(kind, node, outer.fn);
    this.fns.set(node, fn);
    fn.name = name ?? node.id?.name ?? '';
    let parent = outer;
    if (node.type === 'FunctionExpression' && node.id) {
      parent = new Scope('name', node, outer, fn, false);
      this.#declared(parent, node.id, 'fname');
    }
    const scope = new Scope('function', node, parent, fn, false);
    fn.scope = scope;
    this.scopes.set(node, scope);
    const isBlock = node.body.type === 'BlockStatement';
    if (isBlock && hasUseStrict(node.body.body)) fn.isStrict = true;
    for (const param of node.params) for (const id of boundNames(param)) this.#declared(scope, id, 'param');
    const mentioned = this.#parameters(node, scope);
    if (isBlock) this.#body(node.body, this.#bodyScope(node.body, scope, mentioned));
    else {
      if (node.body.type === 'Identifier' && node.body.name === 'arguments') this.#arguments(node.body, node, scope);
      this.#walk(node.body, scope);
    }
  }

  /** Defaults and computed keys see nothing of what the body declares. Returns the names in them. */
  #parameters(node: Node, scope: Scope): ReadonlySet<string> {
    const outer = this.#mentioned;
    this.#mentioned = new Set();
    for (const param of node.params) this.#pattern(param, scope, true);
    const mentioned = this.#mentioned;
    this.#mentioned = outer;
    for (const name of mentioned) outer?.add(name);
    return mentioned;
  }

  /** One with the parameters, unless a default could tell: by a closure over a parameter, or an outer variable. */
  #bodyScope(node: Node, scope: Scope, mentioned: ReadonlySet<string>): Scope {
    const isSeen = (name: string) => mentioned.has(name) && scope.bindings.get(name)?.isCaptured !== false;
    if (mentioned.size === 0 || ![...namesIn(node.body)].some(isSeen)) return scope;
    scope.fn.body = new Scope('block', node, scope, scope.fn, false);
    return scope.fn.body;
  }

  #body({ body }: Node, scope: Scope): void {
    this.#hoistVars(body, scope);
    this.#declareLexical(body, scope);
    for (const one of body) this.#walk(one, scope);
  }

  #class(node: Node, outer: Scope): void {
    const scope = new Scope('class', node, outer, outer.fn, false);
    this.scopes.set(node, scope);
    const wasStrict = outer.fn.isStrict;
    outer.fn.isStrict = true; // heritage and keys; the functions inside inherit it
    if (node.id) {
      const inner = scope.declare(node.id.name, 'cname');
      inner.value = node;
      this.#use(node.id.name, inner);
    }
    this.#walk(node.superClass, scope);
    for (const member of node.body.body) this.#member(member, scope, node);
    outer.fn.isStrict = wasStrict;
  }

  #member(member: Node, scope: Scope, node: Node): void {
    if (member.key?.type === 'PrivateIdentifier') this.privateNames.add(member.key.name);
    if (member.computed) this.#walk(member.key, scope);
    if (member.type === 'MethodDefinition') {
      const kind = methodKind(member, node);
      this.#function(member.value, scope, kind, kind === 'constructor' ? (node.id?.name ?? '') : keyName(member));
      this.#noteCoercion(member.key, member.value);
    } else if (member.type === 'StaticBlock') this.#initialiser(member, member.body, scope, 'static');
    else if (member.value) {
      this.#initialiser(member, [member.value], scope, 'field');
      this.#noteCoercion(member.key, member.value);
    }
  }

  #initialiser(node: Node, body: Node[], outer: Scope, kind: 'static' | 'field'): void {
    const fn = new Fn(kind, node, outer.fn);
    fn.name = kind === 'static' ? 'static' : keyName(node);
    this.fns.set(node, fn);
    const scope = new Scope('function', node, outer, fn, false);
    fn.scope = scope;
    this.scopes.set(node, scope);
    if (kind === 'static') {
      this.#hoistVars(body, scope);
      this.#declareLexical(body, scope);
    }
    for (const one of body) this.#walk(one, scope);
  }

  #block(node: Node, outer: Scope): void {
    const scope = new Scope('block', node, outer, outer.fn, outer.isInLoop);
    this.scopes.set(node, scope);
    this.#declareLexical(node.body, scope);
    for (const one of node.body) this.#walk(one, scope);
  }

  #for(node: Node, outer: Scope): void {
    const scope = new Scope('for', node, outer, outer.fn, true);
    this.scopes.set(node, scope);
    const head: Node | null = node.type === 'ForStatement' ? node.init : node.left;
    if (head?.type === 'VariableDeclaration') {
      this.heads.set(head, node.type === 'ForStatement' ? 'init' : 'left');
      // the list that a for-of goes through is evaluated before its variables are there
      const initialisedAt = node.type === 'ForStatement' ? 0 : node.body.start;
      if (head.kind !== 'var') this.#declareVariables(head, scope, initialisedAt);
      this.#variables(head, scope);
      if (node.type !== 'ForStatement' && head.kind === 'var') this.#markAssigned(head, scope);
    } else if (node.type === 'ForStatement') this.#walk(head, scope);
    else {
      if (head?.type === 'Identifier') this.targets.add(head);
      this.#target(head as Node, scope);
    }
    this.#walk(node.type === 'ForStatement' ? node.test : node.right, scope);
    this.#walk(node.update, scope);
    this.#walk(node.body, scope);
  }

  #markAssigned(declaration: Node, scope: Scope): void {
    for (const { id } of declaration.declarations) {
      for (const { name } of boundNames(id)) {
        const binding = scope.find(name);
        if (binding !== null) binding.isAssigned = true;
      }
    }
  }

  #switch(node: Node, outer: Scope): void {
    this.#walk(node.discriminant, outer);
    const scope = new Scope('switch', node, outer, outer.fn, outer.isInLoop);
    this.scopes.set(node, scope);
    for (const { consequent } of node.cases) this.#declareLexical(consequent, scope);
    for (const one of node.cases) this.#children(one, scope);
  }

  #catch(node: Node, outer: Scope): void {
    const scope = new Scope('catch', node, outer, outer.fn, outer.isInLoop);
    this.scopes.set(node, scope);
    for (const id of boundNames(node.param)) this.#declared(scope, id, 'catch');
    if (node.param) this.#pattern(node.param, scope, true);
    this.#walk(node.body, scope);
  }

  #variables(node: Node, scope: Scope): void {
    for (const { id, init } of node.declarations) {
      this.#pattern(id, scope, true);
      if (init?.type === 'Identifier' && init.name === 'arguments') this.#arguments(init, node, scope);
      this.#walk(init, scope);
      this.#nameFunction(id.name, init);
      if (node.kind === 'var' && init) this.#markAssigned({ ...node, declarations: [{ id }] }, scope);
    }
  }

  /** `var e = 1` in a catch clause of that name writes the clause's variable. */
  #initialised(id: Node, scope: Scope): void {
    const known = this.bindings.get(id);
    const found = scope.find(id.name);
    if (known === undefined || (known?.kind === 'var' && found?.kind === 'catch')) this.bindings.set(id, found);
  }

  /** Something that is written. */
  #target(node: Node, scope: Scope): void {
    if (node.type === 'Identifier') {
      if (node.name === 'arguments') this.#arguments(node, { ...node, type: 'Write' }, scope);
      this.#reference(node, scope, true);
    } else this.#pattern(node, scope, false);
  }

  #pattern(node: Node | null, scope: Scope, isDeclaration: boolean): void {
    switch (node?.type) {
      case 'Identifier':
        this.names.add(node.name);
        if (!isDeclaration) {
          this.targets.add(node);
          return this.#target(node, scope);
        }
        return this.#initialised(node, scope);
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.computed) this.#walk(property.key, scope);
          this.#pattern(property.value ?? property.argument, scope, isDeclaration);
        }
        return;
      case 'ArrayPattern':
        for (const element of node.elements) this.#pattern(element, scope, isDeclaration);
        return;
      case 'AssignmentPattern':
        this.#pattern(node.left, scope, isDeclaration);
        return this.#walk(node.right, scope);
      case 'RestElement':
        return this.#pattern(node.argument, scope, isDeclaration);
      case undefined:
        return;
      default:
        this.#walk(node, scope);
    }
  }
}

/** What a body declares: by `let` and the like at its top, by `var` and in sloppy code by functions anywhere in it. */
function namesIn(statements: readonly Node[], isNested = false, found = new Set<string>()): Set<string> {
  for (const node of statements) {
    if (node.type === 'VariableDeclaration') {
      if (node.kind === 'var' || !isNested)
        for (const id of node.declarations.flatMap(declaratorNames)) found.add(id.name);
    } else if (node.type === 'FunctionDeclaration') found.add(node.id.name);
    else if (node.type === 'ClassDeclaration' && !isNested) found.add(node.id.name);
    else if (isStatement(node)) namesIn(childrenOf(node), isNested || node.type !== 'LabeledStatement', found);
  }
  return found;
}

const declaratorNames = ({ id }: Node) => boundNames(id);

/** `if (a) function f() {}` of sloppy code stands for a block with the function in it. */
function wrapFunction(node: Node, branch: 'consequent' | 'alternate'): void {
  const fn: Node | null = node[branch];
  if (fn?.type === 'FunctionDeclaration') {
    node[branch] = { type: 'BlockStatement', start: fn.start, end: fn.end, body: [fn] };
  }
}

function declaredNames(node: Node): Node[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap((one: Node) => boundNames(one.id));
  return node.id ? [node.id] : [];
}

/** The parent of a use of `arguments` that tells nothing. */
const NOWHERE: Node = { type: 'Nowhere', start: 0, end: 0 };

function loopScope(node: Node, outer: Scope): Scope {
  return outer.isInLoop ? outer : new Scope('block', node, outer, outer.fn, true);
}

function hasUseStrict(body: Node[]): boolean {
  return directivesOf(body).some((one) => one.directive === 'use strict');
}

function isStatement(node: Node): boolean {
  return /Statement$|^SwitchCase$|^CatchClause$/.test(node.type) && node.type !== 'ExpressionStatement';
}

function methodKind(member: Node, node: Node): FnKind {
  if (member.kind === 'constructor') return node.superClass ? 'derived' : 'constructor';
  return member.kind === 'method' ? 'method' : 'accessor';
}

function keyName(node: Node): string {
  const { key } = node;
  if (node.computed) return '';
  return key.type === 'Literal' ? String(key.value) : key.type === 'PrivateIdentifier' ? `#${key.name}` : key.name;
}
