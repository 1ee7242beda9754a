/** `greenspool/subprocess`: programs run in blocking style, over node:child_process. */
import '../index.js'; // who imports only this needs a hub all the same

export { ProcessFailed, ProcessTimeout } from '../errors/subprocess.js';
export type { CommunicateOptions } from './conversation.js';
export type { RunOptions, StartOptions, Stdio } from './options.js';
export { type Ending, Process } from './process.js';
export { type Completed, checkOutput, run } from './run.js';
export { start } from './start.js';
