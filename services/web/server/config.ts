import { list, port, secret, text } from '@tapewire/config';
import { z } from 'zod';

export const schema = z.object({
  port: port('WEB_PORT', 'Port of the page', { default: 8080 }),
  gateways: list('GATEWAY_URLS', 'What the browser connects to, separated by commas'),
  demoSecret: secret('JWT_SECRET', 'Demo only: signs a token for whoever opens the page', { optional: true }),
  oidc: z.object({
    issuer: text('OIDC_ISSUER', 'Sign-in by OpenID Connect: address of the provider', { optional: true }),
    clientId: text('OIDC_CLIENT_ID', 'Sign-in: this page’s client at the provider, public, with PKCE', { optional: true }),
    scope: text('OIDC_SCOPE', 'Sign-in: scopes asked for; offline_access lets tokens be renewed', { default: 'openid offline_access' }),
    resource: text('OIDC_RESOURCE', 'Sign-in: the resource that tokens are for, where the provider wants it named', { optional: true }),
  }),
  // The page has no names in Kafka or Redis, but an installation configures all of its services alike.
  prefix: text('TAPEWIRE_PREFIX', 'Prefix of the installation’s names in Kafka and Redis; accepted and not used', { optional: true }),
  demoPlan: text('WEB_DEMO_PLAN', 'Demo only: the plan of those tokens', { default: 'realtime' }),
});
export type WebConfig = z.output<typeof schema>;
