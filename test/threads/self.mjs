// A program that runs its own functions in threads, without asking whether it is one.
import { ThreadPool, threadFunction } from 'greenspool/threads';

export const twice = (n) => n * 2;
export const result = await new ThreadPool({ size: 1 }).apply(threadFunction(import.meta.url, 'twice'), [2]);
