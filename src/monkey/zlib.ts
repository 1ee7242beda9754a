/**
 * The Sync functions of zlib: the same engines, driven as streams, which work on the threads of libuv.
 *
 * zlib's own functions with a callback are not used: they apply `flush`, which has no meaning to the Sync ones, take two steps
 * where those take one, and cannot be stopped.
 */
import { Buffer, constants } from 'node:buffer';
import type { Transform } from 'node:stream';
import { isAnyArrayBuffer } from 'node:util/types';
import zlib from 'node:zlib';
import { type Done, waitForCallback } from '../greenlet/callback-wait.js';
import type { Patch } from './patch.js';
import { settle } from './settle.js';

const { deflateSync, inflateSync } = zlib;

type Engine = Transform & { close(): void };
type EngineClass = new (options?: unknown) => Engine;
type Options = Readonly<Record<string, unknown>> | undefined;

const ENGINES: Readonly<Record<string, string>> = {
  deflateSync: 'Deflate',
  deflateRawSync: 'DeflateRaw',
  gzipSync: 'Gzip',
  inflateSync: 'Inflate',
  inflateRawSync: 'InflateRaw',
  gunzipSync: 'Gunzip',
  unzipSync: 'Unzip',
  brotliCompressSync: 'BrotliCompress',
  brotliDecompressSync: 'BrotliDecompress',
  zstdCompressSync: 'ZstdCompress',
  zstdDecompressSync: 'ZstdDecompress',
};
/**
 * So little is done at once: it takes some 20 to 75 µs, a way through the threads several times that. What it grows to is no
 * more than a megabyte with zlib (1032 to 1); the other formats have no such bound.
 */
const QUICK_BYTES = 1024;
const HAS_BOUND = /flate|zip/i;
/**
 * Each piece of output is a way through the threads, so they are larger than Node's 16 KiB. Only in decompression: what is
 * stored uncompressed (level 0) depends on the room that there is for it.
 */
const CHUNK_SIZE = 64 * 1024;
const EXPANDS = /^(?:inflate|gunzip|unzip)|Decompress/;

/** As the originals see it; null: they will refuse it. */
function bytesOf(input: unknown): Buffer | null {
  if (typeof input === 'string') return Buffer.from(input);
  if (ArrayBuffer.isView(input)) return Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return isAnyArrayBuffer(input) ? Buffer.from(input) : null;
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' ? input.length : ((input as Partial<ArrayBuffer> | null)?.byteLength ?? 0);
}

/**
 * An engine that takes the input in one step that finishes it, as the originals do: in two (a stream's usual way) zstd makes
 * other bytes of it, as it does not know the size. Throws what the original throws for these options.
 */
function engineFor(Class: EngineClass, options: Options, finish: number, expands: boolean): Engine {
  if (options?.flush !== undefined) new Class(options).close(); // has no meaning here, but may be wrong
  const flush = options?.finishFlush ?? finish;
  const garbage = rejectsGarbage() ? {} : { rejectGarbageAfterEnd: false };
  const engine = new Class({ ...(expands && { chunkSize: CHUNK_SIZE }), ...options, ...garbage, flush });
  engine._flush = (done) => done();
  return engine;
}

let rejects: boolean | undefined;

/** The Sync functions of Node 22 take no notice of the option, while streams do. */
function rejectsGarbage(): boolean {
  if (rejects === undefined) {
    try {
      inflateSync(Buffer.concat([deflateSync(''), Buffer.from('garbage')]), { rejectGarbageAfterEnd: true } as object);
      rejects = false;
    } catch {
      rejects = true;
    }
  }
  return rejects;
}

function finishOf(name: string): number {
  if (name.startsWith('zstd')) return (zlib.constants as unknown as { ZSTD_e_end: number }).ZSTD_e_end;
  return name.startsWith('brotli') ? zlib.constants.BROTLI_OPERATION_FINISH : zlib.constants.Z_FINISH;
}

/** Runs the engine over the input. Returns how it is stopped. */
function drive(engine: Engine, input: Buffer, options: Options, done: Done<unknown>): () => void {
  const limit = (options?.maxOutputLength as number | undefined) ?? constants.MAX_LENGTH;
  const chunks: Buffer[] = [];
  let nBytes = 0;
  const stop = () => void engine.removeAllListeners('end').destroy();
  engine.on('error', (error) => done(error));
  engine.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    nBytes += chunk.length;
    if (nBytes <= limit) return;
    stop();
    done(tooLarge(limit));
  });
  engine.on('end', () => {
    const buffer = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, nBytes);
    engine.close();
    done(null, options?.info ? { buffer, engine } : buffer);
  });
  engine.end(input);
  return stop;
}

/** Node does not export the class of its errors: one of them is provoked, and made to say another number. */
function tooLarge(limit: number): unknown {
  try {
    return deflateSync('', { maxOutputLength: 1 });
  } catch (error) {
    const { message, stack } = error as Error;
    const ours = message.replace(/\d+/, String(limit));
    return Object.assign(error as Error, { message: ours, stack: stack?.replace(message, ours) });
  }
}

function patch(name: string, Class: EngineClass): Patch {
  const label = `zlib.${name}`;
  const cooperative: Patch['cooperative'] = (original) => (input, options: Options) => {
    const bytes = bytesOf(input);
    if (bytes === null) return original(input, options);
    return waitForCallback(label, {
      about: `${bytes.length} bytes to be worked on`,
      begin(done) {
        let engine: Engine;
        try {
          engine = engineFor(Class, options, finishOf(name), EXPANDS.test(name));
        } catch {
          settle(done, () => original(input, options));
          return undefined;
        }
        return drive(engine, bytes, options, done);
      },
      instead: () => original(input, options),
    });
  };
  const concerns = ([input]: unknown[]) => !(HAS_BOUND.test(name) && lengthOf(input) <= QUICK_BYTES);
  return { holder: zlib, name, label, concerns, cooperative };
}

/** Those that this Node has: zstd came with 22.15. */
export const zlibPatches: readonly Patch[] = Object.entries(ENGINES).flatMap(([name, engine]) => {
  const Class = (zlib as unknown as Record<string, EngineClass | undefined>)[engine];
  return Class === undefined || !(name in zlib) ? [] : [patch(name, Class)];
});
