/** What all primitives of sync/ have: a name for dumps and messages. */

export interface NameOptions {
  /** What dumps and messages call it; otherwise its class and a number. */
  name?: string;
}

let nextId = 1;

export abstract class Named {
  readonly #id = nextId++;
  readonly #given: string | undefined;

  constructor(options?: NameOptions) {
    this.#given = options?.name;
  }

  /** What dumps and messages call it: `Queue 'jobs'`, or `Queue#3` when it was given no name. */
  get name(): string {
    const kind = this.constructor.name;
    return this.#given === undefined ? `${kind}#${this.#id}` : `${kind} '${this.#given}'`;
  }
}
