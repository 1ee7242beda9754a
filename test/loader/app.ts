// Programs in folders of their own, run by real processes as a user would run them.
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../package/project.ts';

const register = ['--import', 'greenspool/register'];

export class App implements Disposable {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'greenspool-app-'));

  constructor(files: Record<string, string | Uint8Array> = {}) {
    this.write({ 'package.json': '{ "name": "app" }', ...files });
    mkdirSync(join(this.folder, 'node_modules'), { recursive: true });
    symlinkSync(root, join(this.folder, 'node_modules/greenspool'), 'junction');
  }

  write(files: Record<string, string | Uint8Array>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), content);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** `node <args>` in the app's folder. */
  node(args: string[], env: NodeJS.ProcessEnv = {}, binary = process.execPath, timeout = 60_000): Result {
    const done = spawnSync(binary, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: environment(env),
      timeout,
    });
    return new Result(this.folder, done);
  }

  /** `node --import greenspool/register <args>` */
  run(args: string[], env: NodeJS.ProcessEnv = {}, binary = process.execPath, timeout?: number): Result {
    return this.node([...register, ...args], env, binary, timeout);
  }

  /** `greenspool run <args>` */
  command(args: string[], env: NodeJS.ProcessEnv = {}, binary = process.execPath): Result {
    return this.node([join(root, 'build/cli/index.js'), 'run', ...args], env, binary);
  }

  /** The same as run(), at once. */
  start(args: string[], env: NodeJS.ProcessEnv = {}) {
    return spawn(process.execPath, [...register, ...args], { cwd: this.folder, env: environment(env) });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Node colours its output when it is told to, and what the tests were started with is not for the programs. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR, NODE_OPTIONS, ...inherited } = process.env;
  return { ...inherited, GREENSPOOL_DEBUG: '1', NODE_NO_WARNINGS: '1', ...env };
}

export class Result {
  readonly status: number | null;
  readonly stdout: string;
  /** Without what the loader says. */
  readonly stderr: string;
  /** What the loader did with each file at first, by the file's name in the app: compiled, lowered, cached or left as it is. */
  readonly done: Record<string, string>;

  constructor(folder: string, { status, stdout, stderr }: SpawnSyncReturns<string>) {
    const lines = stderr.split('\n');
    const reports = lines.map((line) => /^greenspool: (.*?): (.*?) \(.* ms\)(?:\. .*)?$/.exec(line));
    this.status = status;
    this.stdout = stdout;
    this.stderr = lines.filter((_, index) => reports[index] === null).join('\n');
    this.done = Object.fromEntries(
      reports.reverse().flatMap((report) => (report ? [[report[2]!.slice(folder.length + 1), report[1]!]] : [])),
    );
  }

  /** What was printed, when all went well. */
  get output(): string {
    if (this.status !== 0) throw new Error(`exit code ${this.status}\n${this.stdout}${this.stderr}`);
    return this.stdout;
  }

  files(what: string): string[] {
    return Object.keys(this.done)
      .filter((name) => this.done[name] === what)
      .sort();
  }
}
