/** Texts that mean something to Redis Search, Lua, JSON, JavaScript or a terminal. */
export const HOSTILE_TEXTS: readonly string[] = [
  '*', '@p:{0}', '}) | @underlying:{*', 'ticker:{*}', '"', '\\', "';return 1--", '$where', '__proto__', 'constructor', '\u0000', '\u202e', '💥'.repeat(50),
  'ticker:A*', 'ticker:{a|b}', 'ticker:"NVDA"', 'size>=1e309', 'size:NaN', 'size:..', '((((', 'not not not', '-'.repeat(500), 'or or or', 'ticker:' + 'A,'.repeat(600),
  '('.repeat(2000), 'size>1 '.repeat(300), '%s%n', '\r\nFLUSHALL\r\n', 'exp:9999-99-99', 'time>=99:99', 'a'.repeat(9000),
];

function nested(depth: number): unknown {
  let node: unknown = { field: 'size', gt: 1 };
  for (let i = 0; i < depth; i++) node = { not: node };
  return node;
}

const wide = { or: Array.from({ length: 600 }, (_, i) => ({ field: 'size', gt: i })) };
const polluted: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}},"filter":""}');

/** The same texts, and values of a shape that nobody expects: too deep, too wide, of the wrong type. */
export const HOSTILE_VALUES: readonly unknown[] = [...HOSTILE_TEXTS, nested(5), nested(500), wide, polluted, null, [], {}, -1, 1e308, true];

/** Names that requests use for what they are given. */
export const HOSTILE_FIELDS: readonly string[] =
  ['filter', 'columns', 'snapshot', 'after', 'overflow', 'key', 'before', 'limit', 'id', 'prefix', 'token', 'minutes', 'by', 'underlying', 'other'];
