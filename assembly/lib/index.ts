// What AssemblyScript programs import: `import { spawn, sleep } from 'greenspool/assembly'`.

export { join, kill, spawn, getCurrent, Greenlet } from './greenlet';
export { park, sleep, switchTo, wake, yieldNow } from './blocking';
export { Channel } from './channel';
export { Event } from './event';
export { Semaphore } from './semaphore';
export { Task, task } from './task';
