export { FakeGateway } from './fake-gateway.ts';
export type { FakeGatewayOptions } from './fake-gateway.ts';
export { sampleTrade } from './sample-trade.ts';
