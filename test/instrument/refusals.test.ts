// What cannot be instrumented is refused with a code, before anything is done.
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { InstrumentError, instrument } from '../../build/wasm/instrument/index.js';
import { wat } from './wat.ts';

const { TailCall, ExceptionHandling, GC, MultiMemory, Memory64 } = binaryen.Features;
const base = '(import "env" "wait" (func $wait)) (memory 1)';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InstrumentError) return error.code;
    throw error;
  }
  return 'accepted';
}

const refuse = (text: string, features = 0, imports = ['env.wait']) =>
  codeOf(() => instrument(wat(text, { features }), { imports, optimize: 'none' }));

describe('instrument refuses', () => {
  it('what is not a module, or a damaged one', () => {
    expect(codeOf(() => instrument(new Uint8Array()))).toBe('GS_WASM_NOT_WASM');
    expect(codeOf(() => instrument(new TextEncoder().encode('(module)')))).toBe('GS_WASM_NOT_WASM');
    const whole = wat(`${base} (func (export "f") (call $wait))`);
    const codes = Array.from({ length: whole.length - 9 }, (_, i) =>
      codeOf(() => instrument(whole.subarray(0, i + 9), { imports: ['env.wait'] })),
    );
    expect(new Set(codes)).toEqual(new Set(['GS_WASM_MALFORMED', 'GS_WASM_NO_MEMORY']));
  });

  it('tail calls, anywhere', () => {
    expect(refuse(`${base} (func $f) (func (export "g") (return_call $f))`, TailCall)).toBe('GS_WASM_TAIL_CALL');
    expect(refuse(`${base} (table 1 funcref) (func (export "g") (return_call_indirect (i32.const 0)))`, TailCall)).toBe(
      'GS_WASM_TAIL_CALL',
    );
  });

  it('calls through typed references, and their types', () => {
    const text = `${base} (type $t (func)) (elem declare func $f) (func $f) (func (export "g") (call_ref $t (ref.func $f)))`;
    expect(refuse(text, GC)).toBe('GS_WASM_CALL_REF');
    expect(refuse(`${base} (type $s (struct)) (func (export "g") (param (ref null $s)))`, GC)).toBe('GS_WASM_TYPE');
  });

  it('exceptions around what may park', () => {
    const parks = '(call $wait)';
    expect(
      refuse(`${base} (func (export "g") (block $b (try_table (catch_all $b) ${parks})))`, ExceptionHandling),
    ).toBe('GS_WASM_EXCEPTIONS');
    for (const body of [`(do) (catch_all ${parks})`, `(do ${parks}) (catch_all)`]) {
      expect(refuse(`${base} (func (export "g") (try ${body}))`, ExceptionHandling)).toBe('GS_WASM_EXCEPTIONS');
    }
  });

  it('memories it cannot save frames in', () => {
    expect(refuse('(import "env" "wait" (func $wait)) (func (export "g") (call $wait))')).toBe('GS_WASM_NO_MEMORY');
    expect(refuse(`${base} (memory $more 1) (func (export "g") (call $wait))`, MultiMemory)).toBe(
      'GS_WASM_MULTI_MEMORY',
    );
    expect(refuse('(import "env" "wait" (func $wait)) (memory i64 1) (func (export "g") (call $wait))', Memory64)).toBe(
      'GS_WASM_MEMORY64',
    );
  });

  it('a module none of whose imports may park, and says what it imports', () => {
    expect(refuse(`${base} (func (export "g") (call $wait))`, 0, ['env.sleep'])).toBe('GS_WASM_NOTHING_PARKS');
    expect(() => instrument(wat(base), { imports: ['x.*'] })).toThrow(/env\.wait/);
  });

  it('what was instrumented before', () => {
    const once = instrument(wat(`${base} (func (export "g") (call $wait))`), { imports: ['env.wait'] });
    expect(codeOf(() => instrument(once, { imports: ['env.wait'] }))).toBe('GS_WASM_ALREADY');
    expect(refuse(`${base} (func (export "asyncify_get_state") (result i32) (i32.const 0))`)).toBe('GS_WASM_ALREADY');
    expect(refuse(`${base} (import "asyncify" "start_unwind" (func (param i32)))`)).toBe('GS_WASM_ALREADY');
  });

  it('intrinsics that do not exist, have another signature, or belong to the other mode', () => {
    expect(refuse(`${base} (import "greenspool" "sleep" (func))`)).toBe('GS_WASM_INTRINSIC');
    expect(refuse(`${base} (import "greenspool" "unwind" (func (param i32)))`)).toBe('GS_WASM_INTRINSIC');
    const rewinds = wat(
      `${base} (import "greenspool" "rewind" (func $r (param i32))) (func (export "g") (call $wait) (call $r (i32.const 0)))`,
    );
    expect(codeOf(() => instrument(rewinds, { imports: ['env.wait'] }))).toBe('GS_WASM_INTRINSIC');
  });

  it('references that would have to be saved', () => {
    const text = `${base} (func (export "g") (param externref) (result externref) (call $wait) (local.get 0))`;
    expect(refuse(text)).toBe('GS_WASM_REFERENCES');
  });

  it('a shadow stack pointer it cannot find', () => {
    const module = wat(`${base} (func (export "g") (call $wait)) (func (export "sp") (result i32) (i32.const 1))`);
    for (const shadowStack of ['nothing', 'sp', 'g'])
      expect(codeOf(() => instrument(module, { imports: ['env.wait'], shadowStack }))).toBe('GS_WASM_SHADOW_STACK');
  });
});

describe('instrument accepts', () => {
  it('the same features where nothing parks through them', () => {
    expect(
      refuse(
        `${base} (func $f (block $b (try_table (catch_all $b) (nop)))) (func (export "g") (call $f) (call $wait))`,
        ExceptionHandling,
      ),
    ).toBe('accepted');
    const around = (what: string) =>
      `${base} (func $f) (func (export "g") (call $wait) (try (do (call ${what})) (catch_all)))`;
    expect(refuse(around('$f'), ExceptionHandling)).toBe('accepted');
    const stock = wat(around('$wait'), { features: ExceptionHandling });
    expect(codeOf(() => instrument(stock, { imports: ['env.wait'], mode: 'stock' }))).toBe('accepted');
    expect(refuse(`${base} (func (export "g") (param externref) (call $wait))`)).toBe('accepted');
  });
});
