/** What scope analysis (analysis.ts) finds: variables, the scopes that declare them, and functions. */
import { isFunction, type Node } from './ast.js';

export type BindingKind =
  | 'param'
  | 'var'
  | 'function'
  | 'let'
  | 'const'
  | 'class'
  | 'catch'
  | 'import'
  | 'fname'
  | 'cname';

export interface Ref {
  node: Node;
  scope: Scope;
  isWrite: boolean;
}

export class Binding {
  readonly refs: Ref[] = [];
  /** A nested function (or class initialiser) refers to it. */
  isCaptured = false;
  /** Written other than by its declaration. */
  isAssigned = false;
  /** How the output calls it, in the function that declares it. */
  out: string;
  /** The variable that holds this iteration's bindings, when closures of a loop capture it (see lower/hoist.ts). */
  box: string | null = null;
  /** Its declaration has become an assignment to a variable of the whole function. */
  isHoisted = false;
  /** References that may come before the declaration; they are tested (lower/hoist.ts). */
  readonly unproven = new Set<Node>();
  /** Of an import: the specifier of the module. */
  importedFrom: string | null = null;
  /** The function or class that it names for good: a declaration or a const, if it is never assigned. */
  value: Node | null = null;

  readonly name: string;
  kind: BindingKind;
  readonly scope: Scope;
  /** Where the source has initialised it; 0 when that is at the scope's entry. */
  readonly initialisedAt: number;

  constructor(name: string, kind: BindingKind, scope: Scope, initialisedAt: number) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.initialisedAt = initialisedAt;
    this.out = name;
  }

  get isLexical(): boolean {
    return this.kind === 'let' || this.kind === 'const' || this.kind === 'class';
  }

  get isConstant(): boolean {
    return this.kind === 'const';
  }
}

export type FnKind =
  | 'program'
  | 'function'
  | 'arrow'
  | 'method'
  | 'constructor'
  | 'derived'
  | 'accessor'
  | 'field'
  | 'static';

export class Fn {
  isStrict = false;
  /** Itself, or through arrows inside it. */
  usesThis = false;
  usesArguments = false;
  usesNewTarget = false;
  usesSuper = false;
  usesPrivate = false;
  /** Direct eval or `with`, here or in a function inside: names must stay what they are. */
  isDynamic = false;
  /** Refers to variables of functions around it (or to its own name): what re-enters it must stand inside it. */
  hasFree = false;
  /** References to `arguments`, each with its parent. */
  readonly argumentsUses: { node: Node; parent: Node }[] = [];
  scope!: Scope;
  /** What the body declares, where defaults can tell it from `scope`: they mention a name that it declares as well. */
  body: Scope | null = null;
  /** The label that stacks show. */
  name = '';
  /** Calls of the host that can be seen in the source, and which would take the token for a result. */
  calledBy: 'coercion' | 'accessor' | 'executor' | null = null;

  readonly kind: FnKind;
  readonly node: Node;
  readonly parent: Fn | null;

  constructor(kind: FnKind, node: Node, parent: Fn | null) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.isStrict = parent?.isStrict ?? false;
  }

  get isGenerator(): boolean {
    return isFunction(this.node) && this.node.generator === true;
  }

  get isAsync(): boolean {
    return isFunction(this.node) && this.node.async === true;
  }

  get isConstructible(): boolean {
    return this.kind === 'function' && !this.isGenerator && !this.isAsync;
  }
}

export type ScopeKind = 'function' | 'block' | 'for' | 'switch' | 'catch' | 'class' | 'name';

export class Scope {
  readonly bindings = new Map<string, Binding>();

  readonly kind: ScopeKind;
  readonly node: Node;
  readonly parent: Scope | null;
  readonly fn: Fn;
  /** Entered again and again within one activation of its function. */
  readonly isInLoop: boolean;

  constructor(kind: ScopeKind, node: Node, parent: Scope | null, fn: Fn, isInLoop: boolean) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.fn = fn;
    this.isInLoop = isInLoop;
  }

  declare(name: string, kind: BindingKind, initialisedAt = 0): Binding {
    const before = this.bindings.get(name);
    if (before !== undefined && (kind === 'var' || kind === 'function') && !before.isLexical) {
      if (before.kind === 'var') before.kind = kind;
      return before;
    }
    const binding = new Binding(name, before?.kind === 'param' ? 'param' : kind, this, initialisedAt);
    this.bindings.set(name, binding);
    return binding;
  }

  find(name: string): Binding | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding !== undefined) return binding;
    }
    return null;
  }
}
