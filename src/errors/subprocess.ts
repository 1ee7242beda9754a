/** The errors of processes. One that cannot be started is told by Node's own error (ENOENT, EACCES, ...). */
import { GreenspoolError, Timeout } from './greenspool-error.js';

type Output = string | Uint8Array | null;

/** What is known of a process whose end was waited for. */
export interface Ended {
  readonly file: string;
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** A process that had to succeed has ended with another status than 0, or by a signal. */
export class ProcessFailed extends GreenspoolError {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: Output;
  readonly stderr: Output;

  /** @internal */
  constructor(call: string, { file, status, signal, stdout, stderr }: Ended) {
    const end = signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`;
    super({
      code: 'GS_PROCESS_FAILED',
      tried: `${call}() of ${file}`,
      stopped: `${end}${lastLineOf(stderr)}`,
      fix: 'Catch this error, or leave out `check` and look at the status',
    });
    this.status = status;
    this.signal = signal;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  override get name(): string {
    return 'ProcessFailed';
  }
}

/** A process was not over in time, and was killed. */
export class ProcessTimeout extends Timeout {
  /** What had come until then. */
  readonly stdout: Output;
  readonly stderr: Output;

  /** @internal */
  constructor(call: string, ms: number, { file, stdout, stderr }: Ended) {
    super(`${call}() of ${file}`, ms, `it was not over within ${ms} ms, and was killed`);
    this.stdout = stdout;
    this.stderr = stderr;
  }

  override get name(): string {
    return 'ProcessTimeout';
  }
}

/** Most programs say in the last line why they give up. */
function lastLineOf(stderr: Output): string {
  const text = stderr === null ? '' : typeof stderr === 'string' ? stderr : new TextDecoder().decode(stderr);
  const line = text.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
  return line === '' ? '' : `: ${line}`;
}
