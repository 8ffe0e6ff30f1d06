// Records: the operations of a circle's logs merged, by what each of them has seen.

import { H, hex, number } from './crypto.mjs';
import { BY_DOT, BY_ID } from './formats.mjs';
import { Extension, Float, decode } from './messagepack.mjs';
import { operationOf } from './segments.mjs';

// `replaced` has, by a segment's hash, what stands in the place of operations that were erased.
export function merged(logs, replaced) {
  const records = new Map();
  const order = [];
  const known = new Map([...logs.keys()].map((log) => [log, new Map()]));
  const done = new Map([...logs.keys()].map((log) => [log, 0]));
  // A segment comes after the one before in its log and after those that it names.
  for (let moved = true; moved; ) {
    moved = false;
    for (const [log, { segments, device }] of logs) {
      const segment = segments[done.get(log)];
      if (!segment || segment.deps.some((head) => (done.get(hex(head.log)) ?? 0) <= head.seq)) continue;
      const past = known.get(log);
      for (const head of segment.deps) past.set(hex(head.log), head.seq);
      past.set(log, segment.seq);
      order.push({ log, device, segment, past: new Map(past) });
      done.set(log, segment.seq + 1);
      moved = true;
    }
  }
  for (const each of order) play(each, logs, records, replaced.get(hex(each.segment.hash)) ?? []);
  return records;
}

function play({ log, device, segment, past }, logs, records, others) {
  const names = [log, ...segment.logs.map(hex)];
  const idOf = ([place, seq, index]) => {
    const chain = logs.get(names[place]);
    return recordId(chain.device, Buffer.from(names[place], 'hex'), seq, chain.segments[seq].nonce, index);
  };
  const erased = others.filter(([index]) => segment.erased.has(index));
  const numbered = [...segment.numbered, ...erased.map(([index, data]) => [index, operationOf(data)])];
  for (const [index, operation] of numbered.sort(([one], [other]) => one - other)) {
    const here = { log, seq: segment.seq, index, time: operation.time };
    const sees = (other) =>
      other.log === log && other.seq === segment.seq ? other.index < index : other.seq <= (past.get(other.log) ?? -1);
    const value = (found) => plain(found, idOf);
    if (operation.what === 'insert') {
      const id = recordId(device, segment.log, segment.seq, segment.nonce, index);
      const record = { kind: operation.kind, fields: new Map(), sets: new Map(), gone: [] };
      for (const [name, found] of operation.fields) {
        if (Array.isArray(found)) record.sets.set(name, found.map((each) => ({ ...here, value: value(each) })));
        else record.fields.set(name, [{ ...here, value: value(found) }]);
      }
      records.set(id, record);
      continue;
    }
    if (!('record' in operation)) continue;
    const record = records.get(idOf(operation.record));
    if (!record) continue; // What it is about was erased.
    change(record, operation, here, sees, value);
  }
}

function change(record, operation, here, sees, value) {
  const unseen = (lives) => lives.filter((live) => !sees(live));
  const wrote = () => {
    record.gone = unseen(record.gone);
    for (const gone of record.gone) gone.missed.push(here);
  };
  if (operation.what === 'set') {
    for (const [name, found] of operation.fields) {
      record.fields.set(name, [...unseen(record.fields.get(name) ?? []), { ...here, value: value(found) }]);
    }
    wrote();
  } else if (operation.what === 'include' || operation.what === 'exclude') {
    const elements = new Set(operation.elements);
    const lives = (record.sets.get(operation.field) ?? []).filter((live) => !elements.has(live.value) || !sees(live));
    if (operation.what === 'include') {
      for (const each of [...elements].sort()) lives.push({ ...here, value: each });
    }
    record.sets.set(operation.field, lives);
    if (operation.what === 'include') wrote();
  } else if (operation.what === 'delete') {
    record.gone = [...unseen(record.gone), { ...here, missed: unseen(lives(record)) }];
  } else if (operation.what === 'restore') {
    record.gone = unseen(record.gone);
  }
}

const lives = (record) => [...record.fields.values(), ...record.sets.values()].flat();

// A deletion holds unless something lives that no deletion has seen.
export function isDeleted(record) {
  const same = (one, other) => one.log === other.log && one.seq === other.seq && one.index === other.index;
  return record.gone.length > 0 && !lives(record).some((live) =>
    record.gone.every((gone) => gone.missed.some((missed) => same(missed, live))),
  );
}

// Newest first; ties by the log's name, the segment and the operation.
export function shown(found) {
  const after = (one, other) =>
    other.time - one.time || (one.log < other.log ? 1 : one.log > other.log ? -1 : 0) ||
    other.seq - one.seq || other.index - one.index;
  return [...found].sort(after).map((live) => live.value);
}

function recordId(device, log, seq, nonce, index) {
  return hex(H('record', device, log, number(seq, 8), nonce, number(index, 4)).subarray(0, 16));
}

function plain(value, idOf) {
  if (value instanceof Float) return value.value;
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map((each) => plain(each, idOf));
  if (!(value instanceof Extension)) return value;
  if (value.type === BY_ID) return hex(value.data);
  if (value.type === BY_DOT) return idOf(decode(value.data));
  throw Error('an extension that is not part of the format');
}
