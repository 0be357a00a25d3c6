export { CODECS } from './codecs.ts';
export { CONTROL_SOURCE, controlCodec, encodeControl } from './control/control-codec.ts';
export { genericCodec } from './generic/generic-codec.ts';
export { massiveFlatCodec } from './massive/flat-codec.ts';
export { massiveCodec } from './massive/massive-codec.ts';
