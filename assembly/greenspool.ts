// The intrinsics: functions that the instrument pass implements inside the module. The file is named after the import
// module, which is where AssemblyScript takes that name from.
//
// They are imports while Asyncify runs. So `unwind` is the only thing that makes its callers instrumented; the run loop,
// which calls the others, never is, and the optimiser cannot mix the two before every frame is laid out.

/** Parks: the native stack is left, frame by frame; the call returns when its frame is re-entered. */
export declare function unwind(): void;

/** Calls function `fn` of the table with `arg`. */
export declare function start(fn: i32, arg: usize): void;

/** Where the pass keeps its two-word header and where unwindings write. */
export declare function setup(header: usize, start: usize, end: usize): void;

/** 0 running, 1 unwinding, 2 resuming. */
export declare function state(): i32;

/** End of what the unwinding wrote. */
export declare function position(): usize;

/** The unwinding has reached its end. */
export declare function stop(): void;

/** 1 if the last unwinding ran over the buffer; reading it clears it. */
export declare function overrun(): i32;

/** Re-enters the saved frame of function `id` that ends (without its trailer) at `framesEnd`. Stock builds have `rewind`. */
export declare function reenter(id: i32, framesEnd: usize): void;

/** Stock Asyncify: the next call from the root re-enters all frames that end at `framesEnd`. */
export declare function rewind(framesEnd: usize): void;

/** Forgets whatever was going on: after a trap or a foreign exception. */
export declare function abandon(): void;
