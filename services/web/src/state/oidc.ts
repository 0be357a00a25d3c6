import { decodeJwt } from 'jose';
import { type User, UserManager } from 'oidc-client-ts';
import type { OidcSettings } from './server-config.ts';

/** A token with less of its life left than this is renewed when it is asked for. */
const RENEW_BELOW = 0.25;

/** Someone who has signed in: tokens for the gateways, and the way out. */
export interface SignedIn {
  readonly token: () => Promise<string>;
  readonly signOut: () => Promise<void>;
}

/**
 * Signs in at an OpenID Connect provider: authorization code with PKCE, tokens in this tab's session storage only, renewed by
 * refresh token. Resolves to undefined while the browser is on its way to the provider. Throws when the provider refused.
 */
export async function signIn({ issuer, clientId, scope, resource }: OidcSettings): Promise<SignedIn | undefined> {
  const manager = new UserManager({
    authority: issuer, client_id: clientId, redirect_uri: `${location.origin}/`, post_logout_redirect_uri: `${location.origin}/`, response_type: 'code', scope,
    automaticSilentRenew: false, ...(resource === undefined ? {} : { resource }),
  });
  const query = new URLSearchParams(location.search);
  if (query.has('state') && (query.has('code') || query.has('error'))) {
    const { state } = await manager.signinCallback() ?? {};
    // Back to the view that was asked for: a link that was shared must survive the sign-in.
    location.replace(typeof state === 'string' && state.startsWith('?') ? `/${state}` : '/');
    return undefined;
  }
  const user = await manager.getUser();
  if (user === null || (user.expired === true && user.refresh_token === undefined)) {
    await manager.signinRedirect({ state: location.search });
    return undefined;
  }
  return { token: () => freshToken(manager), signOut: () => leave(manager) };
}

async function freshToken(manager: UserManager): Promise<string> {
  const user = await manager.getUser();
  if (user === null) throw new Error('You are signed out; reload the page to sign in');
  if (lifeLeft(user) > RENEW_BELOW) return user.access_token;
  const renewed = await manager.signinSilent();
  if (renewed === null) throw new Error('The sign-in has ended; reload the page to sign in');
  return renewed.access_token;
}

/** Share of the access token's life that is left, 0 to 1. */
function lifeLeft(user: User): number {
  const { iat, exp } = decodeJwt(user.access_token);
  if (iat === undefined || exp === undefined) return (user.expires_in ?? 0) > 60 ? 1 : 0;
  return (exp - Date.now() / 1000) / (exp - iat);
}

async function leave(manager: UserManager): Promise<void> {
  const { end_session_endpoint: end } = await manager.metadataService.getMetadata();
  if (end !== undefined) await manager.signoutRedirect();
  else {
    await manager.removeUser();
    location.replace('/');
  }
}
