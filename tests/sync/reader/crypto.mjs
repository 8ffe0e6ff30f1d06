// The primitives: hashes with labels, both signatures, HPKE, AES-GCM, and zstd in frames.

import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { MLKEM768X25519 } from '@noble/post-quantum/hybrid.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { KEM } from './formats.mjs';

const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const SKIPPABLE = 0x184d2a50;
const MAGIC = 0xfd2fb528;

export const hex = (data) => Buffer.from(data).toString('hex');
export const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();
export const H = (label, ...parts) => sha256(Buffer.from(`switchboard/${label}\0`), ...parts);
export const hmac = (key, ...parts) => crypto.createHmac('sha256', key).update(Buffer.concat(parts)).digest();
export const equal = (one, other) => Buffer.compare(one, other) === 0;

export function check(right, words) {
  if (!right) throw Error(words);
}

export function number(value, width) {
  const found = Buffer.alloc(width);
  found.writeUIntBE(value, Math.max(width - 6, 0), Math.min(width, 6));
  return found;
}

export function verify(keys, label, message, signatures) {
  const signed = Buffer.concat([H(label), message]);
  const key = crypto.createPublicKey({ key: Buffer.concat([ED25519, keys.ed25519]), format: 'der', type: 'spki' });
  check(crypto.verify(null, signed, key, signatures.ed25519), `an Ed25519 signature (${label}) is wrong`);
  check(ml_dsa65.verify(signatures.mldsa, signed, keys.mldsa), `an ML-DSA-65 signature (${label}) is wrong`);
}

export function hkdf(key, salt, info, length) {
  return Buffer.from(crypto.hkdfSync('sha256', key, salt, info, length));
}

// HPKE of RFC 9180 in base mode, with HKDF-SHA-256 and ChaCha20-Poly1305.
export function openBox(seed, box, info) {
  const shared = MLKEM768X25519.decapsulate(box.subarray(0, 1120), seed);
  const suite = Buffer.concat([Buffer.from('HPKE'), number(KEM, 2), number(1, 2), number(3, 2)]);
  const labelled = (label) => Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label)]);
  const extract = (salt, label, key) => hmac(salt, labelled(label), key);
  const zeros = Buffer.alloc(32);
  const context = Buffer.concat([
    Buffer.of(0), extract(zeros, 'psk_id_hash', Buffer.alloc(0)), extract(zeros, 'info_hash', info),
  ]);
  const secret = extract(shared, 'secret', Buffer.alloc(0));
  const expand = (label, length) =>
    hmac(secret, number(length, 2), labelled(label), context, Buffer.of(1)).subarray(0, length);
  return aead('chacha20-poly1305', expand('key', 32), expand('base_nonce', 12), box.subarray(1120), Buffer.alloc(0));
}

export function aead(name, key, nonce, sealed, associated) {
  const cipher = crypto.createDecipheriv(name, key, nonce, { authTagLength: 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  cipher.setAAD(associated, { plaintextLength: sealed.length - 16 });
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
}

export function decompress(data) {
  const frames = [];
  for (let start = 0; start < data.length; ) {
    const end = endOfFrame(data, start);
    if (data.readUInt32LE(start) === MAGIC) frames.push(zlib.zstdDecompressSync(data.subarray(start, end)));
    start = end;
  }
  return Buffer.concat(frames);
}

// RFC 8878, section 3.1: a frame's header says how long it is, and each block its own length and whether it is the last.
function endOfFrame(data, start) {
  const magic = data.readUInt32LE(start);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) return start + 8 + data.readUInt32LE(start + 4);
  check(magic === MAGIC, 'this is no zstd');
  const descriptor = data[start + 4];
  const single = (descriptor >> 5) & 1;
  const sizes = [single ? 1 : 0, 2, 4, 8];
  let place = start + 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3] + sizes[descriptor >> 6];
  for (let last = 0; !last; ) {
    const block = data.readUIntLE(place, 3);
    last = block & 1;
    place += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3);
  }
  return place + (descriptor & 4 ? 4 : 0);
}
