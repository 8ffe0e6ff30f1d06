// Packed snapshots: columns of records in the order of their dots, from which the certified snapshot is rebuilt.

import { H, check, hex, number } from './crypto.mjs';
import * as formats from './formats.mjs';
import { named } from './formats.mjs';
import { Extension, decode, encode } from './messagepack.mjs';
import { integers } from './segments.mjs';

const FIELDS = formats.STRUCTURES.packed.length;

export const isPacked = (data) => data[0] === 0x90 + FIELDS;

export function unpacked(data) {
  const packed = named('packed', decode(data));
  const chains = packed.chains.map((chain) => named('chain', chain));
  const [shape, count] = [integers(packed.shape, packed.records), integers(packed.count, packed.records)];
  const entries = count.reduce((sum, each) => sum + each, 0);
  const name = integers(packed.name, entries);
  const place = integers(packed.place, packed.records + entries);
  const [index, time] = [packed.index, packed.time].map((column) => summed(integers(column, packed.records + entries)));
  const spots = place.map((each, at) => [[...packed.places[each], index[at]], time[at]]);
  const turns = packed.values.map((column) => (typeof column === 'string' ? column.split('\0') : column)[Symbol.iterator]());
  const next = (column) => referring(chains, column.next().value);
  const shapes = packed.shapes.map(([kind, fields, sets]) => ({
    kind, fields: fields.map((field) => [field, turns.shift()]), sets: sets.map((field) => [field, turns.shift()]),
  }));
  const gone = new Map(packed.gone);
  let entry = 0;
  const records = shape.map((each, position) => {
    const { kind, fields, sets } = shapes[each];
    const [dot, made] = spots[position];
    const found = [
      new Map(fields.map(([field, column]) => [field, [[dot, made, next(column)]]])),
      new Map(sets.map(([field, column]) => [field, column.next().value.map((element) => [dot, made, element])])),
    ];
    for (const end = entry + count[position]; entry < end; entry++) {
      const [ofSet, field] = packed.names[name[entry]];
      const lives = found[Number(ofSet)];
      lives.set(field, [...(lives.get(field) ?? []), [...spots[packed.records + entry], next(turns[name[entry]])]]);
    }
    return [idOf(chains, dot), kind, dot, made, ...found, gone.get(position) ?? []];
  });
  records.sort(([one], [other]) => Buffer.compare(one, other));
  return encode([packed.circle, packed.chains, records]);
}

function summed(differences) {
  let sum = 0;
  return differences.map((zigzag) => (sum += zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2));
}

function referring(chains, value) {
  if (!(value instanceof Extension) || value.type !== formats.BY_DOT) return value;
  return new Extension(formats.BY_ID, idOf(chains, decode(value.data)));
}

function idOf(chains, [position, seq, index]) {
  let chain = chains[position];
  while (seq < chain.start) chain = chains[chain.parent];
  const [, nonce] = chain.segments[seq - chain.start];
  check(hex(nonce).length === 32, 'a segment of a snapshot has no nonce');
  return H('record', chain.device, chain.log, number(seq, 8), nonce, number(index, 4)).subarray(0, 16);
}
