/**
 * Scope analysis: who declares each name, who refers to it, and what a function uses beyond its own variables.
 *
 * One walk (analysis/walk.ts). The declarations of a scope are collected when it is entered, so every reference is resolved when it
 * is met. Class static blocks and field initialisers count as functions (they have a `this` of their own).
 */
import { declareLexical, hoistVars } from './analysis/declarations.js';
import { hasUseStrict } from './analysis/functions.js';
import { walkNode } from './analysis/walk.js';
import { Walking } from './analysis/walking.js';
import type { Node } from './ast.js';
import { type Binding, Fn, Scope } from './scope.js';

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
  readonly called = new Set<Node>();
  /** Expressions behind `new`. */
  readonly constructed = new Set<Node>();
  /** Declarations behind `export`. */
  readonly exported = new Set<Binding>();
  /** Declarations in the head of a loop. */
  readonly heads = new Map<Node, 'init' | 'left'>();
  /** Everything that looks like a name in the source, so that generated names can avoid it. */
  readonly names = new Set<string>();
  /** The next number to try for a name that is used twice. */
  readonly renamed = new Map<string, number>();
  /** Names of functions in blocks of sloppy code: an outer function of that name does not stay what it is. */
  readonly reassigned = new Set<string>();
  /** Functions and classes that a declaration or a const holds, with its binding. */
  readonly namedBindings = new Map<Node, Binding>();

  constructor(program: Node, isStrict: boolean) {
    this.program = new Fn('program', program, null);
    this.program.isStrict = isStrict || hasUseStrict(program.body);
    this.fns.set(program, this.program);
    const scope = new Scope('function', program, null, this.program, false);
    this.program.scope = scope;
    this.scopes.set(program, scope);
    const walking = new Walking(this, walkNode);
    hoistVars(walking, program.body, scope);
    declareLexical(walking, program.body, scope);
    for (const one of program.body) walking.walk(one, scope);
  }

  /** Functions and classes that a declaration or a const holds. */
  get named(): Iterable<Node> {
    return this.namedBindings.keys();
  }

  /** A declaration or a const that is never assigned holds this function. */
  isNamedForGood(fn: Node): boolean {
    const binding = this.namedBindings.get(fn);
    return binding?.isAssigned === false && !this.reassigned.has(binding.name);
  }

  /** The file calls it with `new`. */
  isConstructed(fn: Node): boolean {
    if (this.constructed.has(fn)) return true;
    return this.namedBindings.get(fn)?.refs.some(({ node }) => this.constructed.has(node)) ?? false;
  }

  /** It makes objects, or may. */
  mayConstruct({ kind, usesThis, usesNewTarget, isConstructible, node }: Fn): boolean {
    if (kind === 'constructor' || kind === 'derived') return true;
    // a function without `this` that nobody here calls with `new` is none; `new` of it is a barrier if it parks
    return isConstructible && (usesThis || usesNewTarget || this.isConstructed(node));
  }

  /** Nobody but code that names it can call the function: the host never does. */
  isOnlyCalled(fn: Node): boolean {
    const binding = this.namedBindings.get(fn);
    if (binding === undefined || binding.isAssigned || this.exported.has(binding)) return false;
    return binding.refs.every(({ node }) => this.called.has(node));
  }

  /** How many distinct variables of the file have this name. */
  isUnique(binding: Binding): boolean {
    return (this.users.get(binding.name)?.size ?? 0) <= 1;
  }

  /** @internal */
  use(name: string, binding: Binding | null): void {
    let users = this.users.get(name);
    if (users === undefined) {
      users = new Set();
      this.users.set(name, users);
    }
    users.add(binding);
  }
}
