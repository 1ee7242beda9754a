/** What ends in Sync and stays as it is. A test looks for others. */
export const LEFT: Readonly<Record<string, string>> = {
  'fs.openAsBlobSync': 'its asynchronous twin does the same work on the thread',
};
