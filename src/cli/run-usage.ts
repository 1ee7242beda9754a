/** Apart from run.ts, which loads the runtime. */
export const runUsage = `run [--grace ms] <program> [arguments]    runs JavaScript or TypeScript; its plain functions can block, and its top level too`;
