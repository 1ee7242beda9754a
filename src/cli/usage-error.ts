/** The command line asked for something that is not there. */
export class UsageError extends Error {
  readonly code = 'GS_USAGE';
}
