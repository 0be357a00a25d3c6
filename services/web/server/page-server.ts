import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import type { WebConfig } from './config.ts';
import { securityHeaders } from './security-headers.ts';
import type { StaticFile } from './static-files.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer | string;
  readonly cache: string;
}

const json = (value: unknown, status = 200): Answer => ({ status, type: 'application/json', body: JSON.stringify(value), cache: 'no-store' });
const DEMO_TOKEN_LIFE = '15m';
const VISITOR = /^[a-z0-9]{1,16}$/;

/** How the page gets its tokens: at the firm's sign-in, from here in the demo, else from its user. */
function authOf({ oidc, demoSecret }: WebConfig): Readonly<Record<string, string>> {
  if (oidc.issuer !== undefined && oidc.clientId !== undefined) {
    return { mode: 'oidc', issuer: oidc.issuer, clientId: oidc.clientId, scope: oidc.scope, ...(oidc.resource === undefined ? {} : { resource: oidc.resource }) };
  }
  return { mode: demoSecret === undefined ? 'token' : 'demo' };
}

/** The page itself with its configuration in it, so that it needs not ask. */
function entryOf(files: ReadonlyMap<string, StaticFile>, client: object): readonly (readonly [string, StaticFile])[] {
  const path = '/index.html';
  const file = files.get(path);
  if (file === undefined) return [];
  const content = JSON.stringify(client).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return [[path, { ...file, body: Buffer.from(file.body.toString().replace('</head>', () => `<meta name="tapewire-config" content="${content}"></head>`)) }]];
}

/** Serves the page, where its gateways are, and in the demo a token. */
export class PageServer {
  readonly #config: WebConfig;
  readonly #files: ReadonlyMap<string, StaticFile>;
  readonly #client: object;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #zipped = new Map<StaticFile, Buffer>();
  readonly #server: Server;

  constructor(config: WebConfig, files: ReadonlyMap<string, StaticFile>) {
    this.#config = config;
    this.#client = { gateways: config.gateways, auth: authOf(config) };
    this.#files = new Map([...files, ...entryOf(files, this.#client)]);
    this.#headers = securityHeaders([...config.gateways, ...(config.oidc.issuer === undefined ? [] : [new URL(config.oidc.issuer).origin])]);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#config.port, () => { resolve(); });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => { resolve(); });
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = request.method === 'GET' || request.method === 'HEAD'
      ? await this.#answer(new URL(request.url ?? '/', 'http://page'), response, request)
      : json({ error: 'only GET' }, 405);
    response.writeHead(answer.status, { ...this.#headers, 'content-type': answer.type, 'cache-control': answer.cache, 'content-length': Buffer.byteLength(answer.body) });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #answer({ pathname: path, searchParams }: URL, response: ServerResponse, request: IncomingMessage): Promise<Answer> {
    if (path === '/config.json') return json(this.#client);
    if (path === '/token') return this.#token(searchParams.get('visitor') ?? '');
    const file = this.#files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return json({ error: 'not found' }, 404);
    const zip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && !file.type.startsWith('font/');
    if (zip) response.setHeader('content-encoding', 'gzip');
    response.setHeader('vary', 'accept-encoding');
    const cache = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { status: 200, type: file.type, body: zip ? this.#zip(file) : file.body, cache };
  }

  /** A token for a visitor of the demo. Visitors name themselves, so that a renewed token is of the same user. */
  async #token(visitor: string): Promise<Answer> {
    const { demoSecret, demoPlan } = this.#config;
    if (demoSecret === undefined) return json({ error: 'tokens are issued by your sign-in, not here' }, 404);
    const token = await new SignJWT({ plan: demoPlan })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(VISITOR.test(visitor) ? `demo-${visitor}` : 'demo')
      .setIssuedAt()
      .setExpirationTime(DEMO_TOKEN_LIFE)
      .sign(new TextEncoder().encode(demoSecret));
    return json({ token });
  }

  #zip(file: StaticFile): Buffer {
    const known = this.#zipped.get(file) ?? gzipSync(file.body);
    this.#zipped.set(file, known);
    return known;
  }
}
