/** Apart from run.ts, which loads the runtime. */
export const runUsage = `run <program> [arguments]    runs JavaScript or TypeScript; its plain functions can block, and its top level too;
                               --grace <ms> before the program: how long greenlets may clean up after Ctrl-C (2000);
                               --patch: the Sync functions of Node let other greenlets run (docs/monkey.md)`;
