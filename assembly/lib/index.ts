// What AssemblyScript programs import: `import { spawn, sleep } from 'greenspool/assembly'`.

export { Greenlet, getCurrent, join, kill, spawn } from './greenlet';
export { park, sleep, wake, yieldNow } from './blocking';
