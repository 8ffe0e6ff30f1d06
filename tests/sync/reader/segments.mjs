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

export function integers(data, count) {
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

// Chains of segments: a log, or a branch of one that was written on twice. `cut` are those of a snapshot, of whose segments
// no more than hashes and nonces are known. Each segment names the one before; the first that does so goes on with its chain.
export function chained(segments, keysOf, cut = []) {
  const places = new Map();
  const chains = [];
  const put = (chain, segment) => {
    places.set(hex(segment.hash), { chain, seq: segment.seq });
    chain.segments.push(segment);
  };
  for (const { segments: known, ...chain } of cut) {
    chains.push({ ...chain, parent: chain.parent < 0 ? null : chains[chain.parent], segments: [], cut: known.length });
    for (const each of known) put(chains.at(-1), each);
  }
  for (const segment of [...segments].sort((one, other) => one.seq - other.seq)) {
    if (places.has(hex(segment.hash))) continue; // The snapshot has it already.
    const log = hex(segment.log);
    const before = segment.seq ? places.get(hex(segment.previous)) : null;
    check(!segment.opening === segment.seq > 0, 'a log is opened by its first segment, and by no other');
    check(before !== undefined, 'a segment is missing');
    check(segment.seq || segment.previous.length === 0, 'a first segment names one before');
    check(!before || (before.chain.log === log && before.seq === segment.seq - 1), 'a segment continues another log');
    let chain = before?.chain;
    if (!chain || before.seq < last(chain).seq) {
      const { device, circle } = segment.opening ?? chain;
      check(!before || before.seq >= before.chain.start + (before.chain.cut ?? 0) - 1, 'a branch begins below a cut');
      chain = { log, device, circle, start: segment.seq, parent: chain ?? null, segments: [] };
      chains.push(chain);
    }
    const keys = keysOf(hex(chain.device));
    check(keys, 'a segment of a device that nobody has admitted');
    verify(keys, 'segment', segment.bytes, segment.signatures);
    put(chain, segment);
  }
  return { chains, places };
}

export const last = (chain) => chain.segments.at(-1);

export const at = (chain, seq) => chain.segments[seq - chain.start];

// What a segment's own log has up to it: the chains that it goes on from, each with the number of the last one.
export function* before({ chain, seq }) {
  for (let [each, end] = [chain, seq]; each; [each, end] = [each.parent, each.start - 1]) yield [each, end];
}
