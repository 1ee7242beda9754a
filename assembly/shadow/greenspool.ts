// The intrinsic of ../greenspool.ts as the pass has it in programs with a shadow stack.

/** `entrySp` is the stack pointer's value when the frame was first entered. */
export declare function reenter(id: i32, framesEnd: usize, entrySp: usize): void;
