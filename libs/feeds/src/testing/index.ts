export { TcpVendor } from './tcp-vendor.ts';
export type { MockVendor, Refusal, SamplePrint, VendorModel, VendorScript } from './vendor.ts';
export { alpacaVendor, packAlpaca } from './vendors/alpaca.ts';
export { databentoVendor, dbnHeader, dbnTcbbo } from './vendors/databento.ts';
export { genericTcpVendor, genericTrade, genericWebSocketVendor } from './vendors/generic.ts';
export { massiveStatus, massiveVendor } from './vendors/massive.ts';
export { thetadataVendor } from './vendors/thetadata.ts';
export { WebSocketVendor } from './web-socket-vendor.ts';
