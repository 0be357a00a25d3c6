import type { FeedCodec } from '@tapewire/contracts';
import { alpacaCodec } from './alpaca/alpaca-codec.ts';
import { controlCodec } from './control/control-codec.ts';
import { databentoCodec } from './databento/databento-codec.ts';
import { dxfeedCodec } from './dxfeed/dxfeed-codec.ts';
import { genericCodec } from './generic/generic-codec.ts';
import { massiveFlatCodec } from './massive/flat-codec.ts';
import { massiveCodec } from './massive/massive-codec.ts';
import { thetadataCodec } from './thetadata/thetadata-codec.ts';
import { tradierCodec } from './tradier/tradier-codec.ts';

/** Every codec by the `source` header it answers to. */
export const CODECS: ReadonlyMap<string, FeedCodec> = new Map(
  [alpacaCodec, controlCodec, databentoCodec, dxfeedCodec, genericCodec, massiveCodec, massiveFlatCodec, thetadataCodec, tradierCodec].map((codec) => [codec.source, codec]),
);
