/** What the system says when a process, or a pipe to it, fails; and the errors that Node makes of that. */
import { getSystemErrorMap } from 'node:util';

export interface Trouble {
  readonly code: string;
  readonly errno: number;
}

/** What an error of the system says; or the trouble of this code, as this system numbers it. */
export function troubleOf(source: unknown): Trouble {
  const { code, errno } =
    typeof source === 'string' ? { code: source, errno: undefined } : (source as Partial<Trouble>);
  return { code: code ?? 'UNKNOWN', errno: errno ?? numberOf(code) };
}

function numberOf(code: string | undefined): number {
  for (const [errno, [name]] of getSystemErrorMap()) if (name === code) return errno;
  return 0;
}

/** The error that Node would make of it: `call` is 'spawn' or 'spawnSync'. */
export function systemError(call: string, { code, errno }: Trouble, path: string, spawnargs: readonly string[]): Error {
  const syscall = `${call} ${path}`;
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall, path, spawnargs: [...spawnargs] });
}
