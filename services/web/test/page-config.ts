import type { WebConfig } from '../server/config.ts';

/** Settings of a page server of a test: the demo's, but for what is given. */
export const pageConfig = (parts: Pick<WebConfig, 'port' | 'gateways'> & Partial<WebConfig>): WebConfig => ({
  demoSecret: 'a secret of this test only', demoPlan: 'realtime', prefix: undefined, oidc: { issuer: undefined, clientId: undefined, scope: 'openid', resource: undefined }, ...parts,
});
