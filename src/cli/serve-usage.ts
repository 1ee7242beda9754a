/** Apart from serve.ts, which loads the runtime. */
export const serveUsage = `serve <program> [options] [-- arguments]    serves what the program exports as its default: a handler (req, res), an
                               Express or Connect app, or { handler, ...options }
      --port <n>               where to listen (PORT of the environment, or 3000); 0 takes a free one
      --host <address>         all addresses unless given
      --workers <n>|auto       so many processes share the port; auto: one for each core
      --grace <ms>             how long requests may go on after SIGTERM or SIGINT (10000)
      --patch                  makes the blocking calls of Node cooperative before the program is loaded`;
