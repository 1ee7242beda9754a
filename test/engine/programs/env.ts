// Imports of the programs: the file is named after the import module, so they need no decorator.

// actors.ts
export declare function next(actor: i32): i32;
export declare function did(actor: i32, op: i32, result: f64): void;
export declare function idOf(which: i32): f64;
export declare function semaphore(which: i32): usize;
export declare function event(which: i32): usize;
export declare function channel(which: i32): usize;
export declare function newValue(): f64;

// frames.ts
/** Parks. */
export declare function ask(n: i32): i32;
export declare function note(value: f64): void;

// collector.ts
/** Runs the hub. */
export declare function run(): void;
