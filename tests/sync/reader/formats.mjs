// What sync/FORMATS.md says, in one place: numbers, labels, and the fields of every structure in their order.

export const BUNDLE_FORMATS = [3, 4];
export const STATEMENT_FORMAT = 3;
export const SEGMENT_FORMAT = 1;
export const SUITE = 1;
export const ORDER = 1;
export const CUT = 2;
export const AUTHORITY = '00'.repeat(16);
export const SALT = 16;
export const KEM = 0x647a;

export const STRUCTURES = {
  envelope: ['manifest', 'authority', 'blobs', 'carried', 'statements', 'seals'],
  manifest: ['format', 'group', 'id', 'sender', 'time', 'recipients', 'content', 'weight'],
  blob: ['circle', 'epoch', 'time', 'salt', 'commitment', 'ciphertext'],
  inside: ['columns', 'statements', 'certificates', 'snapshot', 'chunks'],
  stated: ['statement', 'seal'],
  statement: ['format', 'group', 'device', 'circle', 'time', 'heads', 'orders', 'wants', 'covered', 'digest'],
  seal: ['list', 'beside', 'signatures'],
  sealed: ['group', 'device', 'copy', 'counter', 'others', 'statements'],
  signatures: ['ed25519', 'mldsa'],
  keys: ['ed25519', 'mldsa', 'kem'],
  columns: [
    'headers', 'ed25519', 'mldsa', 'seeds', 'salts', 'erased', 'counts', 'shapes', 'shape', 'time', 'log', 'shift',
    'dots', 'values',
  ],
  shape: ['type', 'name', 'fields'],
  header: [
    'format', 'suite', 'group', 'log', 'seq', 'previous', 'opening', 'deps', 'authority', 'logs', 'nonce', 'time',
    'count', 'leaves',
  ],
  opening: ['device', 'circle', 'incarnation'],
  head: ['log', 'seq', 'hash'],
  order: ['tag', 'circle', 'targets', 'leaves', 'cut'],
  cut: ['tag', 'circle', 'heads', 'snapshot'],
  snapshot: ['circle', 'chains', 'records'],
  packed: [
    'circle', 'chains', 'records', 'places', 'shapes', 'names', 'shape', 'count', 'name', 'place', 'index', 'time', 'values',
    'gone',
  ],
  chain: ['log', 'device', 'incarnation', 'parent', 'start', 'segments', 'seen'],
  record: ['id', 'kind', 'dot', 'time', 'fields', 'sets', 'gone'],
};

// An operation is [tag, time, ...these].
export const OPERATIONS = new Map([
  [0, ['insert', 'kind', 'fields']],
  [1, ['set', 'record', 'fields']],
  [2, ['include', 'record', 'field', 'elements']],
  [3, ['exclude', 'record', 'field', 'elements']],
  [4, ['delete', 'record']],
  [5, ['restore', 'record']],
  [6, ['vouch', 'note']],
  [32, ['found', 'group', 'nonce', 'person', 'name', 'keys', 'quorum', 'trustees']],
  [33, ['admit', 'person', 'name', 'role', 'keys']],
  [36, ['lockbox', 'circle', 'epoch', 'device', 'box']],
  [47, ['certify', 'circle', 'certificate']],
]);

// The types of shapes in columns; 0 to 5 are the tags of operations.
export const [INSERT, SET, INCLUDE, EXCLUDE, DELETE, RESTORE, RAW] = [0, 1, 2, 3, 4, 5, 6];
export const BY_DOT = 1;
export const BY_ID = 2;

export function named(structure, list) {
  const fields = STRUCTURES[structure];
  if (!Array.isArray(list) || list.length !== fields.length) throw Error(`this is no ${structure}`);
  return Object.fromEntries(fields.map((field, place) => [field, list[place]]));
}
