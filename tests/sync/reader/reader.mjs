// A second reader of Switchboard's bundles, written from sync/FORMATS.md and from nothing else.
//
// node reader.mjs BUNDLE IDENTITIES: opens a bundle with the identities that `switchboard identity` prints, verifies
// every signature and every leaf in it, and prints what it holds as JSON. It takes every operation as allowed: who may
// do what is judged by `sync/authority`.

import fs from 'node:fs';
import { Decrypter } from 'age-encryption';
import { bech32 } from '@scure/base';
import { H, aead, check, decompress, equal, hex, hkdf, openBox, verify } from './crypto.mjs';
import * as formats from './formats.mjs';
import { named } from './formats.mjs';
import { decode, encode } from './messagepack.mjs';
import { isPacked, unpacked } from './packed.mjs';
import { isDeleted, merged, recordsOf, shown } from './records.mjs';
import { chained, fromColumns, read } from './segments.mjs';

const [file, identityFile] = process.argv.slice(2);
const identities = fs.readFileSync(identityFile, 'utf8').split(/\r?\n/).filter((line) => /^AGE-SECRET-KEY-/.test(line));
const seeds = identities.map((each) => Buffer.from(bech32.decodeToBytes(each).bytes));
const counted = { signatures: 0, leaves: 0, erased: 0, segments: 0, statements: 0, snapshots: 0, branches: 0 };

function unpad(padded) {
  const length = Number(padded.readBigUInt64BE(0));
  check(padded.subarray(8 + length).every((byte) => byte === 0), 'the padding is not zero');
  return padded.subarray(8, 8 + length);
}

function signed(keys, label, message, signatures) {
  verify(keys, label, message, named('signatures', signatures));
  counted.signatures++;
}

function segmentsOf(columns) {
  const found = fromColumns(columns).map(read);
  for (const each of found) {
    counted.segments++;
    counted.signatures++;
    counted.leaves += each.leafCount;
    counted.erased += each.erased.size;
  }
  return found;
}

// The keys of devices stand where they were admitted; a device's name is the hash of its keys.
function admitted(segments) {
  const found = new Map();
  for (const [, operation] of segments.flatMap((segment) => segment.numbered)) {
    if (operation.what !== 'found' && operation.what !== 'admit') continue;
    const keys = named('keys', operation.keys);
    const device = hex(H('device', keys.ed25519, keys.mldsa, keys.kem).subarray(0, 16));
    found.set(device, { ...keys, person: operation.name });
  }
  return found;
}

function checkFounded(segments, group) {
  const first = segments.filter((each) => each.seq === 0).map((each) => each.numbered[0]);
  const founding = first.filter(([, operation, data]) => operation.what === 'found' && equal(H('group', data), group));
  check(founding.length === 1, 'nobody has founded this group here');
  return founding[0][1];
}

// The keys of circles, out of the boxes for this device.
function circleKeys(segments) {
  const found = new Map();
  for (const [, box] of segments.flatMap((segment) => segment.numbered)) {
    if (box.what !== 'lockbox') continue;
    const info = Buffer.concat([Buffer.from('switchboard/lockbox'), box.circle, box.epoch, box.device]);
    for (const seed of seeds) {
      try {
        const key = openBox(seed, box.box, info);
        if (equal(H('epoch', key), box.epoch)) found.set(hex(box.epoch), key);
      } catch {
        continue; // It is for another device, or for another key of this one.
      }
    }
  }
  return found;
}

function opened(blob, key) {
  const derived = hkdf(key, blob.salt, 'switchboard/blob', 64);
  check(equal(derived.subarray(32), blob.commitment), 'a blob does not commit to its key');
  const associated = encode([blob.circle, blob.epoch, blob.time, blob.salt]);
  const packed = aead('aes-256-gcm', derived.subarray(0, 32), Buffer.alloc(12), blob.ciphertext, associated);
  return named('inside', decode(decompress(packed)));
}

function checkStatements(statements, seals, circle) {
  for (const each of statements) {
    const stated = named('stated', each);
    const statement = named('statement', decode(stated.statement));
    const seal = seals.get(hex(stated.seal));
    check(seal, 'a statement comes without its seal');
    check(hex(statement.device) === hex(seal.device) && hex(statement.circle) === circle, "a statement of somebody else's");
    check(seal.statements.includes(hex(H('statement', stated.statement))), 'a statement is not under its seal');
    check(statement.format === formats.STATEMENT_FORMAT, 'a statement of another format');
    counted.statements++;
  }
}

// What orders to erase take away: whole records, and operations of which another, or nothing, is in the place.
function erasures(certificates) {
  const [whole, replaced] = [new Set(), new Map()];
  for (const certificate of certificates.map(decode)) {
    if (certificate[0] !== formats.ORDER) continue;
    const order = named('order', certificate);
    for (const [record, fields] of order.targets) if (!fields.length) whole.add(hex(record));
    for (const [segment, leaves] of order.leaves) replaced.set(hex(segment), leaves.filter(([, data]) => data.length));
  }
  return { whole, replaced };
}

// The snapshot to start from, which a cut names that somebody has certified.
function startingFrom(inside, circle, certified) {
  const data = isPacked(inside.snapshot) ? unpacked(inside.snapshot) : inside.snapshot;
  const cuts = inside.certificates.filter((certificate) => certified.has(hex(H('paper', certificate)))).map(decode);
  const hashes = cuts.filter(([tag]) => tag === formats.CUT).map((cut) => hex(named('cut', cut).snapshot));
  check(hashes.includes(hex(H('snapshot', data))), 'nobody has certified the snapshot');
  const snapshot = named('snapshot', decode(data));
  check(equal(snapshot.circle, circle), 'a snapshot of another circle');
  const chains = snapshot.chains.map((each) => named('chain', each)).map((chain) => ({
    ...chain, log: hex(chain.log), circle,
    segments: chain.segments.map(([hash, nonce], place) => ({ hash, nonce, seq: chain.start + place })),
  }));
  return { chains, records: snapshot.records };
}

const decrypter = new Decrypter();
for (const each of identities) decrypter.addIdentity(each);
const padded = Buffer.from(await decrypter.decrypt(new Uint8Array(fs.readFileSync(file))));
const envelope = named('envelope', decode(decompress(unpad(padded))));
const manifest = named('manifest', decode(envelope.manifest));
check(formats.BUNDLE_FORMATS.includes(manifest.format), 'a bundle of another format');
const parts = [envelope.authority, [...envelope.blobs, ...envelope.carried], envelope.statements, envelope.seals.slice(1)];
check(equal(H('content', encode(parts)), manifest.content), 'the parts of the bundle are not those of its manifest');

const authority = segmentsOf(envelope.authority);
const founding = checkFounded(authority, manifest.group);
const devices = admitted(authority);
chained(authority, (device) => devices.get(device));

const seals = new Map();
for (const [place, each] of envelope.seals.entries()) {
  const seal = named('seal', each);
  const { group, device, statements } = named('sealed', decode(seal.list));
  check(equal(group, manifest.group), 'a seal of another group');
  signed(devices.get(hex(device)), 'statement', Buffer.concat([H('seal', seal.list), seal.beside]), seal.signatures);
  if (place === 0) {
    check(equal(seal.beside, H('manifest', envelope.manifest)), 'the first seal is not over the manifest');
    check(equal(device, manifest.sender), 'the first seal is not the sender’s');
  }
  seals.set(hex(H('seal', seal.list)), { device, statements: statements.map(hex) });
}
checkStatements(envelope.statements, seals, formats.AUTHORITY);

const keys = circleKeys(authority);
const operations = authority.flatMap((segment) => segment.numbered.map(([, operation]) => operation));
const certified = new Set(operations.filter(({ what }) => what === 'certify').map(({ certificate }) => hex(certificate)));
const records = {};
for (const each of envelope.blobs) {
  const blob = named('blob', each);
  const key = keys.get(hex(blob.epoch));
  if (!key) continue; // It is for others to read.
  const inside = opened(blob, key);
  const start = inside.snapshot.length ? startingFrom(inside, blob.circle, certified) : { chains: [], records: [] };
  const logs = chained(segmentsOf(inside.columns), (device) => devices.get(device), start.chains);
  counted.snapshots += inside.snapshot.length ? 1 : 0;
  counted.branches += logs.chains.filter((chain) => chain.parent).length;
  const base = recordsOf(start.records, logs.chains);
  checkStatements(inside.statements, seals, hex(blob.circle));
  const erased = erasures(inside.certificates);
  for (const [id, record] of merged(logs, erased.replaced, base)) {
    if (erased.whole.has(id) || isDeleted(record)) continue;
    const fields = [...record.fields].map(([name, lives]) => [name, shown(lives)]);
    const sets = [...record.sets].map(([name, lives]) => [name, [...new Set(lives.map((live) => live.value))].sort()]);
    records[id] = {
      kind: record.kind, circle: hex(blob.circle), fields: Object.fromEntries(fields), sets: Object.fromEntries(sets),
    };
  }
}
const summary = {
  group: founding.group, sender: devices.get(hex(manifest.sender)).person, devices: devices.size, ...counted, records,
};
process.stdout.write(JSON.stringify(summary, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
