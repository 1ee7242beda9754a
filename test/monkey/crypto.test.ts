/** The cooperative slow functions of crypto do what the originals do, while others run. */
import crypto from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cryptoPatches, isMended } from '../../build/monkey/crypto.js';
import { described, inGreenlet, itComesToTheSame, overlapOf, twins, unblocked } from './outcomes.ts';

const patched = twins(cryptoPatches);
const has = (name: string) => name in patched;
const fn = () => undefined;

const ed = crypto.generateKeyPairSync('ed25519');
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const x1 = crypto.generateKeyPairSync('x25519');
const x2 = crypto.generateKeyPairSync('x25519');
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
const data = Buffer.from('what is signed');
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' });
const rsaSignature = crypto.sign('sha256', data, rsa.privateKey);
const argon = { message: 'm', nonce: Buffer.alloc(8), parallelism: 1, tagLength: 8, memory: 8, passes: 1 };

type Case = [string, ...unknown[]];
const all: Case[] = [
  ['pbkdf2Sync', 'password', 'salt', 100, 64, 'sha512'],
  ['pbkdf2Sync', Buffer.from('p'), new Uint8Array(8), 1, 0, 'sha1'],
  ['pbkdf2Sync', 'p', 's', 1, 8],
  ['pbkdf2Sync', 'p', 's', 1, 8, fn],
  ['pbkdf2Sync', 'p', 's', 1, 8, 'no digest'],
  ['pbkdf2Sync', 'p', 's', 0, 8, 'sha1'],
  ['pbkdf2Sync', 'p', 's', 1, -1, 'sha1'],
  ['pbkdf2Sync', 5, 's', 1, 8, 'sha1'],
  ['scryptSync', 'password', 'salt', 64],
  ['scryptSync', 'p', 's', 16, { N: 16, r: 1, p: 2 }],
  ['scryptSync', 'p', 's', 16, { cost: 16, blockSize: 1, parallelization: 2 }],
  ['scryptSync', 'p', 's', 16, fn],
  ['scryptSync', 'p', 's', 16, { N: 15 }],
  ['scryptSync', 'p', 's', 16, { N: 16, cost: 16 }],
  ['scryptSync', 'p', 's', 16, { N: 1024, maxmem: 100 }],
  ['scryptSync', 'p', 's', -1],
  ['hkdfSync', 'sha256', 'key', 'salt', 'info', 64],
  ['hkdfSync', 'sha256', crypto.createSecretKey(data), new ArrayBuffer(4), new Uint16Array(2), 0],
  ['hkdfSync', 'sha256', 'key', 'salt', 'info', 1e6],
  ['hkdfSync', 'no digest', 'key', 'salt', 'info', 64],
  ['hkdfSync', 'sha256', 'key', 'salt', 'x'.repeat(1025), 64],
  ['hkdfSync', 'sha256', 'key', 'salt'],
  ['generateKeyPairSync', 'rsa'],
  ['generateKeyPairSync', 'no type', {}],
  ['generateKeyPairSync', 'rsa', { modulusLength: 'x' }],
  ['generateKeyPairSync', 'ec', { namedCurve: 'no curve' }],
  ['generateKeyPairSync', 'ed25519', { publicKeyEncoding: 5 }],
  ['generateKeyPairSync', 'ed25519', fn],
  ['generateKeySync', 'aes', { length: 5 }],
  ['generateKeySync', 'hmac'],
  ['generatePrimeSync', 3],
  ['generatePrimeSync', 3, { bigint: true }],
  ['generatePrimeSync', 8, { add: 500n, rem: 3n }],
  ['generatePrimeSync', 0],
  ['generatePrimeSync', 8, { safe: 1 }],
  ['checkPrimeSync', 7n],
  ['checkPrimeSync', Buffer.from([8]), { checks: 10 }],
  ['checkPrimeSync', -1n],
  ['checkPrimeSync', 7n, { checks: -1 }],
  ['checkPrimeSync', 'text'],
  ['checkPrimeSync', 7n, null],
  ['randomBytes', 0],
  ['randomBytes', -1],
  ['randomBytes', 2 ** 32],
  ['randomBytes', 'x'],
  ['randomBytes', 70_000, 'no callback'],
  ['randomFillSync', 'x'],
  ['randomFillSync', Buffer.alloc(70_000), -1],
  ['randomFillSync', Buffer.alloc(70_000), 1, 70_000],
  ['randomFillSync', Buffer.alloc(70_000), null],
  ['randomFillSync', Buffer.alloc(70_000), 70_000, 0],
  ['sign', null, data, ed.privateKey],
  ['sign', 'sha256', data, rsa.privateKey],
  ['sign', 'sha256', data, { key: pem, passphrase: 'secret' }],
  ['sign', 'sha256', data, { key: pem, passphrase: 'wrong' }],
  ['sign', 'sha256', data, { key: pem }],
  ['sign', 'sha256', data, rsa.publicKey],
  ['sign', 'sha256', data, undefined],
  ['sign', 'no digest', data, rsa.privateKey],
  ['sign', 'sha256', data, ed.privateKey],
  ['sign', 'sha256', 5, rsa.privateKey],
  ['sign', 'sha256', data, x1.privateKey],
  ['sign', 'sha512', data, { key: rsa.privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 500 }],
  ['verify', 'sha256', data, rsa.publicKey, rsaSignature],
  ['verify', 'sha256', Buffer.from('another'), rsa.publicKey, rsaSignature],
  ['verify', 'sha256', data, rsa.publicKey, Buffer.alloc(3)],
  ['verify', 'sha256', data, { key: 'no key' }, rsaSignature],
  ['verify', 'sha256', data, rsa.publicKey],
  ['verify', 'sha256', data, ed.publicKey, rsaSignature],
  ['diffieHellman', { privateKey: x1.privateKey, publicKey: x2.publicKey }],
  ['diffieHellman', { privateKey: x1.privateKey, publicKey: rsa.publicKey }],
  ['diffieHellman', { privateKey: x1.publicKey, publicKey: x2.publicKey }],
  ['diffieHellman', {}],
  ['diffieHellman'],
  ['argon2Sync', 'argon2id', argon],
  ['argon2Sync', 'no algorithm', argon],
  ['argon2Sync', 'argon2id', { ...argon, passes: 0 }],
  ['argon2Sync', 'argon2id'],
  ['encapsulate', ed.publicKey],
  ['decapsulate', x1.privateKey, data],
];

describe('the same result and the same error as the original', () => {
  itComesToTheSame(
    crypto,
    patched,
    all.filter(([name]) => has(name)),
  );

  it('for keys, which are new each time: they fit together and have the form that was asked for', async () => {
    const pair = (await inGreenlet(patched.generateKeyPairSync!, 'ec', { namedCurve: 'P-256' })) as typeof ec;
    expect(described(pair)).toStrictEqual(described(ec));
    expect(crypto.verify(null, data, pair.publicKey, crypto.sign(null, data, pair.privateKey))).toBe(true);
    const encodings = {
      publicKeyEncoding: { type: 'spki', format: 'jwk' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    };
    const encoded = (await inGreenlet(patched.generateKeyPairSync!, 'ed25519', encodings)) as Record<string, unknown>;
    expect([Object.keys(encoded), typeof encoded.privateKey]).toEqual([['publicKey', 'privateKey'], 'string']);
    expect((encoded.publicKey as { kty: string }).kty).toBe('OKP');
    const secret = (await inGreenlet(patched.generateKeySync!, 'aes', { length: 256 })) as crypto.KeyObject;
    expect([secret.type, secret.symmetricKeySize]).toEqual(['secret', 32]);
  });

  it('for randomness: of the length that was asked for, in the place that was asked for', async () => {
    const some = (await inGreenlet(patched.randomBytes!, 100_000)) as Buffer;
    expect([some.constructor, some.length, new Set(some).size]).toEqual([Buffer, 100_000, 256]);
    const words = new Uint16Array(60_000);
    expect(await inGreenlet(patched.randomFillSync!, words, 10, 50_000)).toBe(words);
    expect([words.subarray(0, 10), words.subarray(50_010)].every((part) => part.every((n) => n === 0))).toBe(true);
    expect(words.subarray(10, 50_010).filter((n) => n !== 0).length).toBeGreaterThan(49_000);
    const rest = (await inGreenlet(patched.randomFillSync!, Buffer.alloc(70_000), 69_000)) as Buffer;
    expect(rest.subarray(0, 69_000).every((n) => n === 0)).toBe(true);
    expect(new Set(rest.subarray(69_000)).size).toBeGreaterThan(100);
  });

  it('with a callback: as ever, at once', async () => {
    const called = await new Promise((resolve) => {
      void inGreenlet(patched.randomBytes!, 8, (error: unknown, bytes: Buffer) => resolve([error, bytes.length]));
    });
    expect(called).toEqual([null, 8]);
  });

  it('patches all functions that have a form with a callback', () => {
    const withTwin = Object.keys(crypto).filter((name) => name.endsWith('Sync') && name.slice(0, -4) in crypto);
    expect(Object.keys(patched)).toEqual(expect.arrayContaining(withTwin));
  });
});

it('leaves sign and verify alone where Node crashes when they fail on a thread', () => {
  const versions = [
    '20.16.0',
    '20.19.1',
    '20.19.2',
    '20.20.0',
    '21.7.3',
    '22.15.0',
    '22.15.1',
    '24.0.1',
    '24.0.2',
    '26.1.0',
  ];
  const mended = ['20.19.2', '20.20.0', '22.15.1', '24.0.2', '26.1.0'];
  expect(versions.filter(isMended)).toEqual(mended);
  expect(has('sign') && has('verify')).toBe(isMended(process.versions.node));
});

describe('while it works', () => {
  const onThreads = unblocked(cryptoPatches);
  const calls: Case[] = [
    ['pbkdf2Sync', 'p', 's', 10, 8, 'sha1'],
    ['scryptSync', 'p', 's', 16, { N: 16 }],
    ['argon2Sync', 'argon2id', argon],
    ['hkdfSync', 'sha256', 'key', 'salt', 'info', 64],
    ['generateKeyPairSync', 'ed25519'],
    ['generateKeySync', 'hmac', { length: 64 }],
    ['generatePrimeSync', 32],
    ['checkPrimeSync', 7n],
    ['randomBytes', 70_000],
    ['randomFillSync', Buffer.alloc(70_000)],
    ['sign', null, data, ed.privateKey],
    ['verify', 'sha256', data, rsa.publicKey, rsaSignature],
    ['diffieHellman', { privateKey: x1.privateKey, publicKey: x2.publicKey }],
  ];
  for (const [name, ...args] of calls.filter(([name]) => has(name))) {
    it(`others run: ${name}`, async () => {
      expect(await overlapOf(3, onThreads[name]!, ...args)).toBeGreaterThan(1);
    });
  }

  it('but little randomness is there at once', async () => {
    expect(await overlapOf(2, patched.randomBytes!, 16)).toBe(1);
    expect(await overlapOf(2, patched.randomFillSync!, new Uint8Array(100_000), 5, 60_000)).toBe(1);
  });

  it('a greenlet can be killed: it ends at once, the thread when it is done', async () => {
    const g = inGreenlet(patched.pbkdf2Sync!, 'p', 's', 10_000, 64, 'sha512');
    await new Promise((resolve) => setImmediate(resolve));
    await g.kill();
    expect([g.dead, g.successful()]).toEqual([true, true]);
  });
});
