// Imports the library by a path: refused, because then it is not a library for the compiler.
import { spawn } from '../../../assembly/lib/index';

export function start(): void {
  spawn((_: i32): void => {}, 0);
}
