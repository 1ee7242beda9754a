// Capacities. A build may change them (`asc --use GS_CHUNK_RECORDS=4`); tests shrink them so that edges come early.

/** Records in one chunk, a power of two. */
export const CHUNK_RECORDS: i32 = isDefined(GS_CHUNK_RECORDS) ? GS_CHUNK_RECORDS : 1024;

/** Slots are below this, 2^22 at most: an id has that many bits for them. */
export const MAX_SLOTS: i32 = isDefined(GS_MAX_SLOTS) ? GS_MAX_SLOTS : 1 << 22;

/** Where every unwinding writes first: more than V8's own stack can hold, as a saved frame is smaller than a native one. */
export const UNWIND_BYTES: usize = isDefined(GS_UNWIND_BYTES) ? GS_UNWIND_BYTES : 1 << 20;

/** The slab takes this much from the heap at once for the small size classes. */
export const SLAB_BYTES: usize = isDefined(GS_SLAB_BYTES) ? GS_SLAB_BYTES : 1 << 16;

/** Entries the timer heap starts with, 2^n - 8. */
export const FIRST_TIMERS: i32 = isDefined(GS_FIRST_TIMERS) ? GS_FIRST_TIMERS : 56;

/** Cancelled timers that are kept at most, beside as many as there are pending ones. */
export const KEPT_CANCELLED: i32 = isDefined(GS_KEPT_CANCELLED) ? GS_KEPT_CANCELLED : 64;

/** Bytes of shadow stack that running greenlets share (programs with a collector). */
export const SHADOW_BYTES: usize = isDefined(GS_SHADOW_BYTES) ? GS_SHADOW_BYTES : 1 << 20;
