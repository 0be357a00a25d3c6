import { decode, decodeTimestampToTimeSpec, encode, EXT_TIMESTAMP, ExtensionCodec } from '@msgpack/msgpack';

/** Times stay exact: msgpack's timestamps as text with nanoseconds, which a `Date` would cut off. */
const codec = new ExtensionCodec();
codec.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode: (data) => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data);
    return `${new Date(sec * 1000).toISOString().slice(0, -5)}.${String(nsec).padStart(9, '0')}Z`;
  },
});

/** What a frame holds. Throws for one that is no msgpack. */
export const readMsgpack = (frame: Uint8Array): unknown => decode(frame, { extensionCodec: codec });

export const writeMsgpack = (value: unknown): Buffer => Buffer.from(encode(value));
