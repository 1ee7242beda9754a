/** What a pool and its threads say to each other. */
import type { Cell } from './begun.js';
import type { Packed } from './error-parcel.js';
import type { Parcel } from './parcel.js';
import type { Work } from './work.js';

export interface JobMessage {
  work: Work;
  /** Either these, or the parcel that they are in. */
  args?: readonly unknown[];
  parcel?: Parcel;
  /** Where the thread notes that it begins. */
  cell: Cell;
}

/** A value in one of three forms, or what was thrown. */
export type Answer = { value: unknown } | { parcel: Parcel } | { error: Packed } | { failure: Packed };
