/** Runs an example as a reader would. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));

export async function linesOf(file: string, env = {}, before: string[] = [], after: string[] = []): Promise<string[]> {
  const options = { env: { ...process.env, ...env }, cwd: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [...before, `${folder}${file}`, ...after], options);
  return stdout.trimEnd().split('\n');
}
