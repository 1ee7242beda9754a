/** Adds up the outcomes, prints the rates, and writes down every difference. */
import { writeFileSync } from 'node:fs';
import { isListed } from './exceptions.mjs';

/** @typedef {{ equal: number, listed: number, different: number }} Tally */

export class Report {
  total = 0;
  #done = 0;
  #runs = 0;
  #passed = 0;
  #unwound = 0;
  /** By mode; programs that must be refused are counted apart, they say nothing about running. @type {Map<string, Tally>} */
  #tallies = new Map();
  /** @type {string[]} */
  #lines = [];
  #args;
  #exceptions;

  /** @param {import('./args.mjs').Args} args @param {import('./exceptions.mjs').Exception[]} exceptions */
  constructor(args, exceptions) {
    this.#args = args;
    this.#exceptions = exceptions;
  }

  /** @param {string} path @param {import('./worker.mjs').Result[]} results */
  add(path, results) {
    for (const result of results) this.#addRun(path, result);
    if (++this.#done % 1000 === 0) console.error(`${this.#done} of ${this.total} files`);
  }

  /** @param {string} path @param {import('./worker.mjs').Result} result */
  #addRun(path, { isStrict, isNegative, outcomes, unwound }) {
    this.#runs++;
    if (outcomes.native !== null) return;
    this.#passed++;
    this.#unwound += unwound;
    for (const mode of this.#args.modes) {
      const outcome = outcomes[mode];
      if (outcome === undefined) continue;
      const tally = this.#tally(isNegative ? `${mode}, refused` : mode);
      if (outcome === null) tally.equal++;
      else if (isListed(this.#exceptions, mode, path)) tally.listed++;
      else {
        tally.different++;
        this.#lines.push(`${mode}\t${path}${isStrict ? ' (strict)' : ''}\t${outcome}`);
      }
    }
  }

  /** @param {string} name @returns {Tally} */
  #tally(name) {
    const tally = this.#tallies.get(name) ?? { equal: 0, listed: 0, different: 0 };
    this.#tallies.set(name, tally);
    return tally;
  }

  get isClean() {
    return this.#lines.length === 0;
  }

  write() {
    console.log(`${process.version}: ${this.#done} files, ${this.#runs} runs, ${this.#passed} pass natively`);
    for (const [name, { equal, listed, different }] of [...this.#tallies].sort()) {
      const total = equal + listed + different;
      const rate = ((100 * equal) / total).toFixed(3);
      console.log(`${name}: ${equal} of ${total} equal (${rate} %), ${listed} listed, ${different} different`);
    }
    if (this.#unwound > 0) console.log(`storm left and entered again at ${this.#unwound} calls`);
    writeFileSync(
      this.#args.out,
      this.#lines
        .sort()
        .map((line) => `${line}\n`)
        .join(''),
    );
    if (!this.isClean) console.log(`differences: ${this.#args.out}`);
  }
}
