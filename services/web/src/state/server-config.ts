import { isRecord, isText, isTexts } from './saved.ts';

/** Where people sign in: an OpenID Connect provider (authorization code with PKCE). */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** The resource (RFC 8707) that access tokens are for, where the provider wants it named. */
  readonly resource?: string;
}

/** Where the page connects and how it gets tokens. */
export interface ServerConfig {
  readonly gateways: readonly string[];
  readonly auth: { readonly mode: 'demo' } | { readonly mode: 'token' } | { readonly mode: 'oidc'; readonly oidc: OidcSettings };
}

async function fetchJson(path: string): Promise<unknown> {
  const answer = await fetch(path, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** What the server wrote into the page: asking for it would cost a round trip before anything else can begin. */
const written = (): string | null => document.querySelector('meta[name="tapewire-config"]')?.getAttribute('content') ?? null;

export async function loadServerConfig(): Promise<ServerConfig> {
  const own = written();
  const config: unknown = own === null ? await fetchJson('/config.json') : JSON.parse(own);
  if (!isRecord(config) || !isTexts(config['gateways']) || !isRecord(config['auth'])) throw new Error('The server’s configuration does not have the expected shape');
  return { gateways: config['gateways'], auth: authOf(config['auth']) };
}

function authOf({ mode, issuer, clientId, scope, resource }: Record<string, unknown>): ServerConfig['auth'] {
  if (mode === 'demo') return { mode };
  if (mode !== 'oidc') return { mode: 'token' };
  if (!isText(issuer) || !isText(clientId) || !isText(scope)) throw new Error('The server’s configuration must name issuer, clientId and scope of the sign-in');
  return { mode, oidc: { issuer, clientId, scope, ...(isText(resource) ? { resource } : {}) } };
}

/** Who this tab is in the demo: the same over reloads, another in each tab. */
function visitor(): string {
  const known = sessionStorage.getItem('tapewire.visitor') ?? crypto.randomUUID().replaceAll('-', '').slice(0, 12);
  sessionStorage.setItem('tapewire.visitor', known);
  return known;
}

export async function fetchDemoToken(): Promise<string> {
  const answer = await fetchJson(`/token?visitor=${visitor()}`);
  if (!isRecord(answer) || !isText(answer['token'])) throw new Error('/token does not have the expected shape');
  return answer['token'];
}
