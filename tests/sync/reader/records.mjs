// Records: the operations of a circle's logs merged, by what each of them has seen.

import { H, hex, number } from './crypto.mjs';
import { BY_DOT, BY_ID, named } from './formats.mjs';
import { Extension, Float, decode } from './messagepack.mjs';
import { at, before, operationOf } from './segments.mjs';

// `replaced` has, by a segment's hash, what stands in the place of operations that were erased; `base` are the records of
// a snapshot, by id.
export function merged({ chains, places }, replaced, base) {
  const records = new Map(base);
  const order = [];
  // What each segment has seen, by chain: up to which number. Of those in a snapshot that is known of the last.
  const pasts = new Map();
  for (const chain of chains.filter((each) => each.cut)) {
    const past = new Map();
    for (const digest of chain.seen) cover(past, places.get(hex(digest)));
    for (const each of chain.segments.slice(0, chain.cut)) pasts.set(hex(each.hash), past);
  }
  const waiting = new Map(chains.map((chain) => [chain, chain.cut ?? 0]));
  // A segment comes after the one before in its log and after those that it names.
  for (let moved = true; moved; ) {
    moved = false;
    for (const chain of chains) {
      const segment = chain.segments[waiting.get(chain)];
      if (!segment) continue;
      const named = segment.deps.map((head) => hex(head.hash));
      const previous = segment.seq ? [hex(segment.previous)] : [];
      if ([...previous, ...named].some((each) => !pasts.has(each))) continue;
      const past = new Map(previous.length ? pasts.get(previous[0]) : []);
      for (const each of [...named, ...previous]) cover(past, places.get(each));
      pasts.set(hex(segment.hash), past);
      order.push({ chain, segment, past });
      waiting.set(chain, waiting.get(chain) + 1);
      moved = true;
    }
  }
  for (const each of order) play(each, { chains, places }, records, replaced.get(hex(each.segment.hash)) ?? []);
  return records;
}

function cover(past, place) {
  if (!place) return; // It is of the authority's log.
  for (const [chain, seq] of before(place)) past.set(chain, Math.max(past.get(chain) ?? -1, seq));
}

// The segment that a reference means: in the log's own branch, in the one that is named by a hash, or in any seen.
function meant({ chain, segment, past }, { chains, places }, [log, seq]) {
  const name = log ? segment.logs[log - 1] : null;
  const named = name?.length === 32 ? places.get(hex(name)) : null;
  const line = name === null ? { chain, seq: segment.seq } : named;
  const among = line ? [...before(line)] : chains.filter((each) => each.log === hex(name)).map((each) => [each, past.get(each) ?? -1]);
  const found = among.find(([each, end]) => seq >= each.start && seq <= end);
  return found ? { chain: found[0], segment: at(found[0], seq) } : null;
}

function play(place, log, records, others) {
  const { chain, segment, past } = place;
  const idOf = (dot) => {
    const found = meant(place, log, dot);
    return found && recordId(found.chain, found.segment, dot[2]);
  };
  const erased = others.filter(([index]) => segment.erased.has(index));
  const numbered = [...segment.numbered, ...erased.map(([index, data]) => [index, operationOf(data)])];
  for (const [index, operation] of numbered.sort(([one], [other]) => one - other)) {
    const here = { chain, seq: segment.seq, index, time: operation.time };
    const sees = (other) =>
      other.chain === chain && other.seq === segment.seq ? other.index < index : other.seq <= (past.get(other.chain) ?? -1);
    const value = (found) => plain(found, idOf);
    if (operation.what === 'insert') {
      const id = recordId(chain, segment, index);
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
  const same = (one, other) => one.chain === other.chain && one.seq === other.seq && one.index === other.index;
  return record.gone.length > 0 && !lives(record).some((live) =>
    record.gone.every((gone) => gone.missed.some((missed) => same(missed, live))),
  );
}

// Newest first; ties by the log's name, the segment, the operation and, between branches of a log, the nonce.
export function shown(found) {
  const descending = (one, other) => (one < other ? 1 : one > other ? -1 : 0);
  const nonce = (live) => hex(at(live.chain, live.seq).nonce);
  const after = (one, other) =>
    other.time - one.time || descending(one.chain.log, other.chain.log) || other.seq - one.seq ||
    other.index - one.index || descending(nonce(one), nonce(other));
  return [...found].sort(after).map((live) => live.value);
}

function recordId(chain, segment, index) {
  const parts = [chain.device, Buffer.from(chain.log, 'hex'), number(segment.seq, 8), segment.nonce, number(index, 4)];
  return hex(H('record', ...parts).subarray(0, 16));
}

// The records of a snapshot, whose places name its chains by their positions.
export function recordsOf(list, chains) {
  const placed = ([chain, seq, index], time) => ({ chain: chains[chain], seq, index, time });
  const lives = (values) =>
    new Map([...values].map(([name, found]) => [
      name, found.map(([dot, time, value]) => ({ ...placed(dot, time), value: plain(value) })),
    ]));
  return list.map((each) => named('record', each)).map(({ id, kind, fields, sets, gone }) => [hex(id), {
    kind, fields: lives(fields), sets: lives(sets),
    gone: gone.map(([dot, time, missed]) => ({ ...placed(dot, time), missed: missed.map((dot) => placed(dot)) })),
  }]);
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
