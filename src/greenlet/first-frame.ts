/** How a greenlet begins: the frame that its body starts in, by the kind of body. */
import { AsyncFrame } from '../frames/async-frame.js';
import { BodyFrame } from '../frames/body-frame.js';
import { KIND } from '../frames/continuation.js';
import type { Frame } from '../frames/frame.js';
import { startGenerator } from '../frames/generator-frame.js';
import { runAsOwner } from '../hub/async-context.js';
import { type Body, checkBody, kindOf } from './body.js';
import type { Greenlet } from './greenlet.js';

export function firstFrame(greenlet: Greenlet, fn: Body, args: unknown[]): Frame {
  if (greenlet._kind === KIND.GENERATOR) return startGenerator(fn, args);
  if (greenlet._kind !== KIND.ASYNC) return new BodyFrame(fn, args);
  const frame = new AsyncFrame(greenlet, fn.name, () => runAsOwner(greenlet, () => fn(...args)));
  greenlet._asyncFrame = frame;
  return frame;
}

/** The method `run` of a subclass, or a body that says that there is none. */
export function ownRun(greenlet: Greenlet): Body {
  const { run } = greenlet;
  const body = typeof run === 'function' ? run.bind(greenlet) : () => checkBody(greenlet.constructor.name, run);
  greenlet._kind = kindOf(body);
  return body;
}
