/**
 * A frame that turns what a blocking call ends with into something else: for functions of ours that block and then have more to
 * do, since they are no compiled code that could be entered again.
 */
import { Frame } from '../frames/frame.js';
import { save, TOKEN, UNWINDING } from '../frames/machine.js';

/** What is made of the call's value, and of its error; `onError` may throw. */
export interface Mapping {
  readonly label: string;
  onValue(value: unknown): unknown;
  onError(error: unknown): unknown;
}

class ResultFrame extends Frame {
  readonly #mapping: Mapping;

  constructor(mapping: Mapping) {
    super();
    this.#mapping = mapping;
  }

  resume(value: unknown): unknown {
    return this.#mapping.onValue(value);
  }

  raise(error: unknown): unknown {
    return this.#mapping.onError(error);
  }

  get label(): string {
    return this.#mapping.label;
  }

  override get isShown(): boolean {
    return false;
  }
}

/** Makes a call in a greenlet that can be left, and maps what it ends with, now or when it is resumed. */
export function mapped(call: () => unknown, mapping: Mapping): unknown {
  let value: unknown;
  try {
    value = call();
  } catch (error) {
    return mapping.onError(error);
  }
  if ($gsm !== UNWINDING) return mapping.onValue(value);
  save(new ResultFrame(mapping));
  return TOKEN;
}
