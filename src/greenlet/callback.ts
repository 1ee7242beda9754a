/** Callbacks that run in the middle of something else: they may neither switch nor block. */
import { machine } from '../frames/machine.js';
import { mustThrow } from '../hub/wait.js';

/** Calls `fn`; a blocking call in it throws GS_BLOCKING_IN_CALLBACK. */
export function asCallback(fn: () => void): void {
  const { current, inCallback } = machine;
  const { _isLight: isLight } = current;
  current._isLight = false;
  machine.inCallback = true;
  try {
    fn();
  } finally {
    machine.inCallback = inCallback;
    current._isLight = isLight && !mustThrow(current);
  }
}
