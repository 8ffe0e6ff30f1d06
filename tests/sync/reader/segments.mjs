// Segments: rebuilt from their columns, then proved by their leaves and both signatures.

import { H, check, equal, hex, hmac, number, sha256, verify } from './crypto.mjs';
import * as formats from './formats.mjs';
import { named } from './formats.mjs';
import { decode, encode } from './messagepack.mjs';

export function fromColumns(data) {
  const columns = named('columns', decode(data));
  const counts = integers(columns.counts, columns.headers.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shapes = columns.shapes.map((shape) => named('shape', shape));
  const shape = integers(columns.shape, total);
  const of = (wanted) => shape.filter((place) => wanted(shapes[place].type)).length;
  const times = integers(columns.time, of((type) => type !== formats.RAW));
  const dotted = of((type) => type !== formats.RAW && type !== formats.INSERT);
  const [logs, dots] = [integers(columns.log, dotted), integers(columns.dots, dotted)];
  const values = columns.values.map((fields) =>
    fields.map((column) => (typeof column === 'string' ? column.split('\0') : column)[Symbol.iterator]()),
  );
  let [time, timed, referred] = [0, 0, 0];
  const operations = shape.map((place) => {
    const { type, name, fields } = shapes[place];
    const own = values[place].map((column) => column.next().value);
    if (type === formats.RAW) return own[0];
    const zigzag = times[timed++];
    time += zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
    const written = () => new Map(fields.map((field, each) => [field, own[each]]));
    if (type === formats.INSERT) return encode([type, time, name, written()]);
    const dot = dots[referred];
    const span = 2 ** columns.shift;
    const record = [logs[referred++], Math.floor(dot / span), dot % span];
    if (type === formats.SET) return encode([type, time, record, written()]);
    if (type === formats.INCLUDE || type === formats.EXCLUDE) return encode([type, time, record, name, own[0]]);
    return encode([type, time, record]);
  });
  let start = 0;
  return columns.headers.map((header, place) => ({
    header,
    signatures: {
      ed25519: columns.ed25519.subarray(64 * place, 64 * (place + 1)),
      mldsa: columns.mldsa.subarray(3309 * place, 3309 * (place + 1)),
    },
    seed: columns.seeds[place],
    salts: columns.salts[place],
    erased: new Map(columns.erased[place]),
    operations: operations.slice(start, (start += counts[place])),
  }));
}

function integers(data, count) {
  check(data.length === 1 + data[0] * count, 'a column has the wrong length');
  return Array.from({ length: count }, (_, place) => {
    let found = 0;
    for (let plane = data[0] - 1; plane >= 0; plane--) found = found * 256 + data[1 + plane * count + place];
    return found;
  });
}

export function read(segment) {
  const header = named('header', decode(segment.header));
  check(header.format === formats.SEGMENT_FORMAT && header.suite === formats.SUITE, 'a segment of another format');
  const opening = header.opening === null ? null : named('opening', header.opening);
  const numbered = [];
  const remaining = segment.operations[Symbol.iterator]();
  const salts = segment.salts[Symbol.iterator]();
  const leaves = [];
  for (let index = 0; index < header.count; index++) {
    if (segment.erased.has(index)) {
      leaves.push(segment.erased.get(index));
      continue;
    }
    const operation = remaining.next().value;
    const salt = segment.erased.size
      ? salts.next().value
      : hmac(segment.seed, number(index, 4)).subarray(0, formats.SALT);
    leaves.push(sha256(Buffer.from('switchboard/leaf\0'), salt, operation));
    numbered.push([index, operationOf(operation), operation]);
  }
  check(remaining.next().done, 'a segment has more operations than it says');
  check(equal(H('leaves', ...leaves), header.leaves), 'the leaves of a segment are not those that were signed');
  const heads = (list) => list.map((head) => named('head', head));
  return {
    ...segment, ...header, opening, numbered, deps: heads(header.deps), bytes: segment.header,
    hash: H('segment', segment.header), leafCount: leaves.length,
  };
}

export function operationOf(data) {
  const [tag, time, ...rest] = decode(data);
  const fields = formats.OPERATIONS.get(tag);
  if (!fields) return { what: 'unknown', tag, time };
  const [what, ...names] = fields;
  check(names.length === rest.length, `an operation of type ${tag} has other fields`);
  return { what, tag, time, ...Object.fromEntries(names.map((name, place) => [name, rest[place]])) };
}

// Chains of segments by their logs, each opened by its device and each naming the one before.
export function chained(segments, keysOf) {
  const logs = new Map();
  for (const segment of [...segments].sort((one, other) => one.seq - other.seq)) {
    const log = hex(segment.log);
    if (segment.opening) {
      check(segment.seq === 0 && !logs.has(log), 'a log is opened twice');
      logs.set(log, { ...segment.opening, segments: [] });
    }
    const chain = logs.get(log);
    check(chain && chain.segments.length === segment.seq, 'a segment is missing');
    const before = segment.seq ? chain.segments[segment.seq - 1].hash : Buffer.alloc(0);
    check(equal(before, segment.previous), 'a segment does not name the one before');
    const keys = keysOf(hex(chain.device));
    check(keys, 'a segment of a device that nobody has admitted');
    verify(keys, 'segment', segment.bytes, segment.signatures);
    chain.segments.push(segment);
  }
  return logs;
}
