/** What a greenlet that is being killed gets of patched functions: its `finally` can put things in order. */
import { existsSync, fstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shield, sleep, spawn } from 'greenspool';
import { patch, unpatchAll } from 'greenspool/monkey';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledModule } from './compiled.ts';
import type { Call } from './outcomes.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenspool-killing-'));
});
afterEach(() => {
  unpatchAll();
  rmSync(folder, { recursive: true });
});

const program = () =>
  compiledModule(
    `import fs from 'node:fs';
     export function closes(path, sleep, opened) {
       const fd = fs.openSync(path, 'w');
       opened(fd);
       try {
         sleep(1e6);
       } finally {
         fs.closeSync(fd);
         fs.writeFileSync(path + '.over', 'yes');
       }
     }
     export function waits(sleep, told) {
       try {
         sleep(1e6);
       } finally {
         try {
           Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
         } catch (error) {
           told(error.constructor.name);
         }
       }
     }
     export function shielded(shield, sleep, path, told, others) {
       try {
         sleep(1e6);
       } finally {
         shield(() => {
           others();
           fs.writeFileSync(path, 'in a shield');
           told('written', Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1));
         });
         others();
         told('read', fs.readFileSync(path, 'utf8'));
       }
     }`,
  );

describe('a greenlet that is being killed', () => {
  it('closes its files in its finally, and may write there', async () => {
    patch('fs');
    const { closes } = (await program()) as Record<string, Call>;
    let fd = -1;
    const path = join(folder, 'a');
    const g = spawn(closes as Call, path, sleep, (opened: number) => {
      fd = opened;
    });
    while (fd < 0) await sleep(1);
    fstatSync(fd);
    await g.kill();
    expect(() => fstatSync(fd)).toThrow('EBADF');
    expect(existsSync(`${path}.over`)).toBe(true);
  });

  it('gets the kill again from a call that may take long', async () => {
    patch('atomics');
    const { waits } = (await program()) as Record<string, Call>;
    const told: unknown[] = [];
    const g = spawn(waits as Call, sleep, (name: unknown) => void told.push(name));
    await sleep(1);
    await g.kill();
    expect(told).toEqual(['GreenletExit']);
  });

  it('parks in a shield as if it were not killed, and blocks again after it', async () => {
    patch('fs', 'atomics');
    const { shielded } = (await program()) as Record<string, Call>;
    const log: unknown[] = [];
    const others = () => void spawn(async () => log.push('others'));
    const told = (...what: unknown[]) => log.push(...what);
    const g = spawn(shielded as Call, shield, sleep, join(folder, 'a'), told, others);
    await sleep(1);
    await g.kill();
    expect(log).toEqual(['others', 'written', 'timed-out', 'read', 'in a shield', 'others']);
  });
});
