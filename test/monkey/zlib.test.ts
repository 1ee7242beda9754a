/** The cooperative Sync functions of zlib do what the originals do, while others run. */
import zlib from 'node:zlib';
import { sleep } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { zlibPatches } from '../../build/monkey/zlib.js';
import { described, inGreenlet, itComesToTheSame, overlapOf, twins, unblocked } from './outcomes.ts';

type Zlib = Record<string, (...args: unknown[]) => Buffer>;
const original = zlib as unknown as Zlib;
const patched = twins(zlibPatches);
const { Z_FULL_FLUSH, Z_SYNC_FLUSH, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
const has = (name: string) => name in zlib;

/** Something that is neither empty nor all alike. */
const text = Array.from({ length: 6000 }, (_, i) => `${(i * 7919) % 10_007} `).join('');
const bytes = Buffer.from(text);
const dictionary = bytes.subarray(1000, 2000);
const many = Buffer.alloc(300_000, text);
const quick = { params: { [BROTLI_PARAM_QUALITY]: 4, [BROTLI_PARAM_SIZE_HINT]: many.length } };

const pairs = (
  [
    ['deflateSync', 'inflateSync'],
    ['deflateRawSync', 'inflateRawSync'],
    ['gzipSync', 'gunzipSync'],
    ['gzipSync', 'unzipSync'],
    ['deflateSync', 'unzipSync'],
    ['brotliCompressSync', 'brotliDecompressSync', quick],
    ['zstdCompressSync', 'zstdDecompressSync'],
  ] as [string, string, object?][]
).filter(([name]) => has(name));

type Case = [string, ...unknown[]];
const good: Case[] = pairs.flatMap(([pack, unpack, options]) => {
  const packed = (input: unknown) => original[pack]!(input, options);
  return [
    [pack, text, options],
    [pack, many, options],
    [pack, new Uint16Array(bytes.buffer, bytes.byteOffset & ~1, 4000), options],
    [pack, new Float64Array(2000).fill(1.5).buffer, options],
    [pack, '', options],
    [unpack, packed(text)],
    [unpack, packed(many), { chunkSize: 100 }],
    [unpack, packed(many), { maxOutputLength: many.length }],
    [unpack, packed('')],
  ] as Case[];
});
const bad: Case[] = pairs.flatMap(([pack, unpack, options]) => {
  const packed = original[pack]!(many, options);
  return [
    [unpack, packed, { maxOutputLength: 1000 }],
    [unpack, packed.subarray(0, packed.length >> 1)],
    [unpack, bytes],
    [unpack, Buffer.concat([packed, bytes])],
    [unpack, ''],
    [pack, many, { ...options, maxOutputLength: 5 }],
    [pack, undefined],
    [pack, 5],
    [pack, [1, 2]],
    [pack, many, { chunkSize: 1 }],
    [pack, many, { flush: 77 }],
    [pack, many, { finishFlush: 'x' }],
    [pack, many, { maxOutputLength: 0 }],
    [pack, many, null],
  ] as Case[];
});
const options: Case[] = [
  ...[0, 1, 9].map((level): Case => ['deflateSync', many, { level }]),
  ['deflateSync', many, { windowBits: 9, memLevel: 1, strategy: 2 }],
  ['deflateSync', many, { windowBits: 90 }],
  ['deflateSync', many, { level: 10 }],
  ['deflateSync', many, { dictionary }],
  ['deflateSync', many, { dictionary: 5 }],
  ['deflateSync', many, { flush: Z_FULL_FLUSH, finishFlush: Z_SYNC_FLUSH }],
  ['deflateSync', many, { encoding: 'utf8', objectMode: true }],
  ['inflateSync', original.deflateSync!(many, { dictionary }), { dictionary }],
  ['inflateSync', original.deflateSync!(many, { dictionary })],
  ['inflateSync', original.deflateSync!(many, { dictionary }), { dictionary: bytes.subarray(1) }],
  ['inflateSync', original.deflateSync!(many).subarray(0, 20_000), { finishFlush: Z_SYNC_FLUSH }],
  ['inflateRawSync', original.deflateRawSync!(many, { dictionary }), { dictionary }],
  ['gunzipSync', Buffer.concat([original.gzipSync!(many), original.gzipSync!(text)])],
  ['gunzipSync', Buffer.concat([original.gzipSync!(many), Buffer.alloc(10)])],
  ['inflateSync', original.deflateSync!(many), { rejectGarbageAfterEnd: true }],
  ['inflateSync', Buffer.concat([original.deflateSync!(many), bytes]), { rejectGarbageAfterEnd: true }],
  ['brotliCompressSync', many, { params: { [BROTLI_PARAM_QUALITY]: 99 } }],
  ['brotliCompressSync', many, { params: { 999: 1 } }],
];

describe('the same result and the same error as the original', () => {
  itComesToTheSame(zlib, patched, [...good, ...bad, ...options]);

  it('with the engine, where that is asked for', async () => {
    const args = [many, { info: true }];
    const { buffer, engine } = (await inGreenlet(patched.deflateSync!, ...args)) as Info;
    const native = original.deflateSync!(...args) as unknown as Info;
    expect(described(buffer)).toStrictEqual(described(native.buffer));
    expect([engine.constructor, engine.bytesWritten]).toEqual([zlib.Deflate, native.engine.bytesWritten]);
  });

  it('patches what there is, and leaves crc32 alone', () => {
    const names = Object.keys(zlib).filter((name) => /press?Sync$|flate(?:Raw)?Sync$|zipSync$/.test(name));
    expect(Object.keys(patched).sort()).toEqual(names.sort());
  });
});

describe('while it works', () => {
  const onThreads = unblocked(zlibPatches);
  it.each(Object.keys(patched))('others run: %s', async (name) => {
    const pair = pairs.find(([, unpack]) => unpack === name);
    const input = pair === undefined ? many : original[pair[0]]!(many, pair[2]);
    const options = name === 'brotliCompressSync' ? quick : {};
    expect(await overlapOf(3, onThreads[name]!, input, options)).toBeGreaterThan(1);
  });

  it('but a little is done at once', async () => {
    expect(await overlapOf(2, patched.deflateSync!, text.slice(0, 1000))).toBe(1);
    expect(await overlapOf(2, patched.brotliDecompressSync!, original.brotliCompressSync!('x', quick))).toBe(2);
  });

  it('a kill stops the engine', async () => {
    const bomb = original.gzipSync!(Buffer.alloc(20_000_000));
    const g = inGreenlet(patched.gunzipSync!, bomb);
    await sleep(3);
    const memory = process.memoryUsage().arrayBuffers;
    await g.kill();
    await sleep(20);
    expect([g.dead, process.getActiveResourcesInfo().includes('ZLIB')]).toEqual([true, false]);
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(5_000_000);
  });
});

interface Info {
  buffer: Buffer;
  engine: { bytesWritten: number };
}
