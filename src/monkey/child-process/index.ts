/** execSync, execFileSync and spawnSync, which let others run until the child has ended. */
import child_process from 'node:child_process';
import { notePlace, type Place } from '../../frames/stack-trace.js';
import { type Done, waitForCallback } from '../../greenlet/callback-wait.js';
import { type Outcome, RunningJob } from '../../subprocess/job.js';
import type { AnyFunction, Patch } from '../patch.js';
import { settle } from '../settle.js';
import { type Call, callOf } from './arguments.js';
import { outputOf, type Result, resultOf } from './results.js';

/** What is asked of a call: null leaves it to the original. */
interface Plan {
  readonly call: Call;
  finish(result: Result, place: Place): unknown;
}

type Planner = (...args: unknown[]) => Plan | null;

/**
 * What cannot be started because of its arguments, or because the system does not take them, is left to the original as well:
 * it ends at once, and its error is the right one by itself.
 */
function cooperative(name: string, planOf: Planner): Patch['cooperative'] {
  return (original, patched) =>
    (...args) => {
      const plan = planOf(...args);
      if (plan === null) return original(...args);
      const place = notePlace(patched);
      const instead = () => original(...args);
      const about = `the process ${plan.call.job.file}`;
      return waitForCallback(name, { about, begin: (done) => begin(plan, place, instead, done), instead });
    };
}

/** Returns how it is called off. */
function begin(plan: Plan, place: Place, blocking: AnyFunction, done: Done<unknown>) {
  const { job, encoding } = plan.call;
  let isWanted = true;
  let running: RunningJob;
  const ended = (outcome: Outcome) => {
    const finish = () => plan.finish(resultOf(outcome, encoding, place), place);
    if (isWanted) settle(done, outcome.pid === undefined ? blocking : finish);
  };
  try {
    running = new RunningJob(job, ended);
  } catch {
    settle(done, blocking);
    return undefined;
  }
  return () => {
    isWanted = false;
    running.stop();
  };
}

const planSpawn: Planner = (file, args, options) => {
  const call = callOf(file, args, options);
  return call && { call, finish: (result) => result };
};

const planExecFile: Planner = (file, args, options) => {
  const isList = Array.isArray(args) || args === undefined || args === null;
  if (typeof options === 'function' || typeof args === 'function') return null;
  const list: unknown[] = Array.isArray(args) ? args : [];
  const given = ((isList ? options : args) ?? {}) as { stdio?: unknown; argv0?: unknown };
  const call = callOf(file, list, given);
  const command = [given.argv0 || file, ...list].join(' ');
  return call && { call, finish: (result, place) => outputOf(result, command, !given.stdio, place) };
};

const planExec: Planner = (command, options) => {
  if (typeof command !== 'string' || typeof options === 'function') return null;
  const given: { shell?: unknown; stdio?: unknown } = { ...(options as object) };
  const call = callOf(command, [], { ...given, shell: typeof given.shell === 'string' ? given.shell : true });
  return call && { call, finish: (result, place) => outputOf(result, command, !given.stdio, place) };
};

const planners = { spawnSync: planSpawn, execFileSync: planExecFile, execSync: planExec };

export const childProcessPatches: readonly Patch[] = Object.entries(planners).map(([name, planOf]) => ({
  holder: child_process,
  name,
  label: `child_process.${name}`,
  mayTakeLong: true,
  cooperative: cooperative(`child_process.${name}`, planOf),
}));
