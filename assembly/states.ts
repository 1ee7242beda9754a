// The small numbers of the engine: states, kinds, outcomes. The host sees them through the ABI.
//
//                create        schedule            run
//     FREE ────────────▶ NEW ──────────▶ READY ──────────▶ RUNNING
//      ▲                                   ▲                │  │ park
//      │            wake, timer, hand-over │                │  ▼
//      │                                   └──────────── PARKED
//      └──────────────── end, from any state ───────────────┘

/** Index of a record; 0 is nobody. */
export type Slot = i32;

// states
export const FREE: u8 = 0;
export const NEW: u8 = 1;
export const READY: u8 = 2;
export const RUNNING: u8 = 3;
export const PARKED: u8 = 4;

// kinds
export const WASM: i32 = 0;
export const HOST: i32 = 1;

// outcomes: how a wait ended
/** What it waited for has come: its permit, its item, the event, the end of the other one. */
export const GRANTED: u8 = 0;
export const TIMED_OUT: u8 = 1;
/** The channel was closed. */
export const CLOSED: u8 = 2;
/** The greenlet it joined failed. */
export const FAILED: u8 = 3;
/** The greenlet it joined was killed. */
export const KILLED: u8 = 4;
/** Somebody called wake. */
export const WOKEN: u8 = 5;

// how a wasm greenlet ended
export const BY_RETURN: i32 = 0;
export const BY_KILL: i32 = 1;
export const BY_TRAP: i32 = 2;
export const BY_OVERRUN: i32 = 3;
export const BY_NO_MEMORY: i32 = 4;

// flags of a record: they hold from one resume to the next and are all cleared by it
/** It is in the wait queue `queue`. */
export const WAITING: u8 = 1;
/** It was made ready with a permit of the semaphore `queue`. */
export const HAS_PERMIT: u8 = 2;
/** It was made ready with an item of the channel `queue` reserved. */
export const HAS_ITEM: u8 = 4;
/** It was woken while it ran: its next park returns at once. */
export const WAKE_PENDING: u8 = 8;

// traits of a record: they hold until it is freed, HOST_TOP until its host frames are done
export const OF_HOST: u8 = 1;
/** The host wants to know of its end. */
export const WATCHED: u8 = 2;
/** A wasm greenlet whose innermost frames are the host's: an import parked it. */
export const HOST_TOP: u8 = 4;
/** `arg` is a managed object. */
export const HOLDS_ARGUMENT: u8 = 8;
