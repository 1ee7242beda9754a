/**
 * The child processes. A child that crashes, or says nothing for too long, costs only the test it was at: that one gets
 * the outcome `crashed` or `hung` in the mode it was in, and a new child goes on with the rest of its list.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHUNK = 50;
/** A child is replaced after that many tests: contexts with modules are not all collected. */
const LIFETIME = 300;
const SILENCE_MS = 10_000;

const script = fileURLToPath(new URL('worker.mjs', import.meta.url));
const execArgv = ['--experimental-vm-modules', '--no-warnings', '--max-old-space-size=3000', '--stack-size=900'];

/**
 * @param {string[]} tests
 * @param {import('./worker.mjs').Settings} settings
 * @param {number} jobs
 * @param {import('./report.mjs').Report} report
 */
export async function runAll(tests, settings, jobs, report) {
  const chunks = [];
  for (let i = 0; i < tests.length; i += CHUNK) chunks.push(tests.slice(i, i + CHUNK));
  report.total = tests.length;
  const lane = async () => {
    while (chunks.length > 0) await new Child(settings, report).work(chunks);
  };
  await Promise.all(Array.from({ length: jobs }, lane));
}

class Child {
  #process;
  #report;
  /** @type {string[]} what it has not answered yet */
  #rest = [];
  #at = { mode: 'native', isStrict: false };
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #isHung = false;
  /** @type {(isAlive: boolean) => void} */
  #answered = () => {};

  /** @param {import('./worker.mjs').Settings} settings @param {import('./report.mjs').Report} report */
  constructor(settings, report) {
    this.#report = report;
    this.#process = fork(script, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process.on('message', (/** @type {any} */ message) => this.#hear(message));
    this.#process.on('exit', () => this.#answered(false));
    this.#process.send({ settings });
  }

  /** Takes chunks until there are none, it is old, or it dies; what it leaves goes back to the list. @param {string[][]} chunks */
  async work(chunks) {
    let isAlive = await this.#answer();
    for (let n = 0; isAlive && n < LIFETIME && chunks.length > 0; n += CHUNK) {
      this.#rest = chunks.shift() ?? [];
      this.#process.send({ paths: this.#rest });
      isAlive = await this.#answer();
    }
    clearTimeout(this.#timer);
    if (isAlive) this.#process.kill();
    else if (this.#rest.length === 0) throw new Error('A child process of the run died before its first test');
    else chunks.unshift(this.#blame());
  }

  #answer() {
    this.#watch();
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  #watch() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isHung = true;
      this.#process.kill('SIGKILL');
    }, SILENCE_MS);
  }

  /** @param {any} message */
  #hear(message) {
    this.#watch();
    if (message.done === true) return this.#answered(true);
    if (message.at !== undefined) this.#at = { mode: message.at, isStrict: message.isStrict };
    else {
      this.#rest = this.#rest.filter((path) => path !== message.path);
      this.#report.add(message.path, message.results);
    }
  }

  /** The test it was at when it died; returns the others. */
  #blame() {
    const [path = '', ...others] = this.#rest;
    const { mode, isStrict } = this.#at;
    console.error(`${path}: ${this.#isHung ? 'hung' : 'crashed'} (${mode})`);
    const outcomes = { ...(mode === 'native' ? {} : { native: null }), [mode]: this.#isHung ? 'hung' : 'crashed' };
    this.#report.add(path, [{ isStrict, isNegative: false, outcomes, unwound: 0 }]);
    return others;
  }
}
