// AssemblyScript's shadow stack: where the collector finds the managed values of functions that run.
// (Filled in with the collector support.)

import { FrameStore } from './frames';

export function collect(owner: FrameStore, buffer: usize, end: usize): void {}
export function reenterTop(owner: FrameStore): void {}

@inline export function leaveHub(): void {}
@inline export function begin(): void {}
@inline export function leaveGreenlet(): void {}
@inline export function enter(): usize {
  return 0;
}
@inline export function leave(token: usize): void {}
