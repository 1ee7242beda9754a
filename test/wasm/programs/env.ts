// The imports of mixed.ts: AssemblyScript names the module of an import after the file that declares it.
export declare function log(n: i32): void;
export declare function ask(n: i32): i32;
export declare function askF64(n: f64): f64;
export declare function askI64(n: i64): i64;
export declare function askF32(n: f32): f32;
export declare function tell(n: i32): void;
