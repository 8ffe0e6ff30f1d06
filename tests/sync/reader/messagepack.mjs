// MessagePack in the one spelling of the formats: shortest integers and lengths, sorted keys.

export class Extension {
  constructor(type, data) {
    this.type = type;
    this.data = data;
  }
}

export class Float {
  constructor(value) {
    this.value = value;
  }
}

const text = new TextDecoder('utf-8', { fatal: true });

export function decode(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let place = 0;
  const number = (width) => {
    const found = width === 1 ? view.getUint8(place) : width === 2 ? view.getUint16(place) : view.getUint32(place);
    place += width;
    return found;
  };
  const bytes = (length) => {
    if (place + length > data.length) throw Error('the data ends too early');
    place += length;
    return data.subarray(place - length, place);
  };
  const list = (length) => Array.from({ length }, value);
  const map = (length) => {
    const found = new Map();
    for (let each = 0; each < length; each++) {
      const key = value();
      found.set(key, value());
    }
    return found;
  };
  const extension = (length) => {
    const type = view.getInt8(place++);
    return new Extension(type, bytes(length));
  };
  const big = (found) => (found > Number.MAX_SAFE_INTEGER || found < Number.MIN_SAFE_INTEGER ? found : Number(found));
  const signed = (width) => {
    const found = { 1: 'getInt8', 2: 'getInt16', 4: 'getInt32' }[width];
    place += width;
    return width === 8 ? big(view.getBigInt64(place - 8)) : view[found](place - width);
  };
  function value() {
    const mark = view.getUint8(place++);
    if (mark < 0x80) return mark;
    if (mark >= 0xe0) return mark - 0x100;
    if (mark < 0x90) return map(mark & 0x0f);
    if (mark < 0xa0) return list(mark & 0x0f);
    if (mark < 0xc0) return text.decode(bytes(mark & 0x1f));
    switch (mark) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: case 0xc5: case 0xc6: return bytes(number(1 << (mark - 0xc4)));
      case 0xc7: case 0xc8: case 0xc9: return extension(number(1 << (mark - 0xc7)));
      case 0xca: place += 4; return new Float(view.getFloat32(place - 4));
      case 0xcb: place += 8; return new Float(view.getFloat64(place - 8));
      case 0xcc: case 0xcd: case 0xce: return number(1 << (mark - 0xcc));
      case 0xcf: place += 8; return big(view.getBigUint64(place - 8));
      case 0xd0: case 0xd1: case 0xd2: case 0xd3: return signed(1 << (mark - 0xd0));
      case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return extension(1 << (mark - 0xd4));
      case 0xd9: case 0xda: case 0xdb: return text.decode(bytes(number(1 << (mark - 0xd9))));
      case 0xdc: case 0xdd: return list(number(mark === 0xdc ? 2 : 4));
      case 0xde: case 0xdf: return map(number(mark === 0xde ? 2 : 4));
      default: throw Error(`a byte ${mark} means nothing`);
    }
  }
  const found = value();
  if (place !== data.length) throw Error('there is something behind the value');
  if (Buffer.compare(encode(found), data) !== 0) throw Error('this is another spelling of the same value');
  return found;
}

export function encode(value) {
  const out = [];
  put(value, out);
  return Buffer.concat(out);
}

function put(value, out) {
  if (value === null) out.push(Buffer.of(0xc0));
  else if (value === false || value === true) out.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number' || typeof value === 'bigint') out.push(integer(BigInt(value)));
  else if (typeof value === 'string') {
    const encoded = Buffer.from(value, 'utf8');
    out.push(length(encoded.length, [0xa0, 32], 0xd9, 0xda, 0xdb), encoded);
  } else if (value instanceof Uint8Array) out.push(length(value.length, null, 0xc4, 0xc5, 0xc6), value);
  else if (Array.isArray(value)) {
    out.push(length(value.length, [0x90, 16], null, 0xdc, 0xdd));
    for (const each of value) put(each, out);
  } else if (value instanceof Map) {
    out.push(length(value.size, [0x80, 16], null, 0xde, 0xdf));
    const keys = [...value.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const key of keys) {
      put(key, out);
      put(value.get(key), out);
    }
  } else if (value instanceof Float) {
    const found = Buffer.alloc(9, 0xcb);
    found.writeDoubleBE(value.value, 1);
    out.push(found);
  } else if (value instanceof Extension) {
    const fixed = { 1: 0xd4, 2: 0xd5, 4: 0xd6, 8: 0xd7, 16: 0xd8 }[value.data.length];
    out.push(fixed ? Buffer.of(fixed) : length(value.data.length, null, 0xc7, 0xc8, 0xc9));
    out.push(Buffer.of(value.type), value.data);
  } else throw Error('there is no form for this value');
}

function length(count, short, one, two, four) {
  if (short && count < short[1]) return Buffer.of(short[0] + count);
  if (one && count < 0x100) return Buffer.of(one, count);
  const wide = count >= 0x10000;
  const found = Buffer.alloc(wide ? 5 : 3, wide ? four : two);
  if (wide) found.writeUInt32BE(count, 1);
  else found.writeUInt16BE(count, 1);
  return found;
}

function integer(value) {
  if (value >= -32n && value < 128n) return Buffer.of(Number(value & 0xffn));
  const widths = [1, 2, 4, 8];
  const fits = (width) => (value < 0n ? value >= -(1n << BigInt(8 * width - 1)) : value < 1n << BigInt(8 * width));
  const place = widths.findIndex(fits);
  if (place < 0) throw Error('an integer is too large');
  const width = widths[place];
  const found = Buffer.alloc(1 + width, (value < 0n ? 0xd0 : 0xcc) + place);
  for (let each = 0; each < width; each++) found[width - each] = Number((value >> BigInt(8 * each)) & 0xffn);
  return found;
}
