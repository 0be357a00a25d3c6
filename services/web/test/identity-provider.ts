import { createServer, type Server } from 'node:http';
import { freePorts } from '@tapewire/testkit';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'tapewire-page';
export const RESOURCE = 'urn:tapewire';

/** A certified OpenID Connect provider over real HTTP, with its own sign-in form; access tokens are JWTs with a plan. */
export class IdentityProvider {
  readonly issuer: string;
  readonly #server: Server;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  private constructor(issuer: string, server: Server) {
    this.issuer = issuer;
    this.#server = server;
    this.#keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  }

  /** `pageUrl` is the page's origin; access tokens live for so many seconds. */
  static async start(pageUrl: string, tokenLife: number): Promise<IdentityProvider> {
    const [port = 0] = await freePorts(1);
    const issuer = `http://localhost:${port}`;
    const provider = new Provider(issuer, {
      clients: [{
        client_id: CLIENT_ID, token_endpoint_auth_method: 'none', application_type: 'web', redirect_uris: [`${pageUrl}/`], post_logout_redirect_uris: [`${pageUrl}/`],
        grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
      }],
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      scopes: ['openid', 'offline_access'],
      clientBasedCORS: () => true,
      pkce: { required: () => true },
      issueRefreshToken: () => Promise.resolve(true),
      extraTokenClaims: () => ({ plan: 'realtime' }),
      ttl: { AccessToken: tokenLife, RefreshToken: 3600, IdToken: 3600, Session: 3600, Grant: 3600, Interaction: 600 },
      features: {
        resourceIndicators: {
          enabled: true, defaultResource: () => RESOURCE, useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: '', audience: RESOURCE, accessTokenTTL: tokenLife, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
        },
      },
      cookies: { keys: ['a key of this test only'] },
    });
    const handle = provider.callback();
    const server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(port, resolve));
    return new IdentityProvider(issuer, server);
  }

  /** The claims of a token that this provider signed for the tape; throws for any other. */
  async verify(token: string): Promise<{ readonly sub: string; readonly plan: unknown }> {
    const { payload } = await jwtVerify(token, this.#keys, { issuer: this.issuer, audience: RESOURCE });
    return { sub: payload.sub ?? '', plan: payload['plan'] };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }
}
