import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '@tapewire/testkit';
import { decodeJwt } from 'jose';
import { pageConfig } from '../test/page-config.ts';
import { PageServer } from './page-server.ts';

const files = new Map([['/index.html', { body: Buffer.from('<!doctype html><head></head>'), type: 'text/html; charset=utf-8', immutable: false }]]);

describe('the page server', () => {
  let server: PageServer;
  let url: string;

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    server = new PageServer(pageConfig({ port, gateways: ['http://localhost:8081'], demoSecret: 'secret' }), files);
    await server.listen();
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => server.close());

  it('lets the page load only from here and talk only to its gateways', async () => {
    const answer = await fetch(url);
    expect(await answer.text()).toContain('<!doctype html>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' http://localhost:8081 ws://localhost:8081");
    expect(policy).not.toContain('unsafe');
  });

  it('writes into the page what it would else ask for', async () => {
    const text = await (await fetch(url)).text();
    expect(text).toContain('<meta name="tapewire-config" content="{&quot;gateways&quot;:[&quot;http://localhost:8081&quot;],&quot;auth&quot;:{&quot;mode&quot;:&quot;demo&quot;}}"></head>');
  });

  it('tells where the gateways are and, in the demo, gives a token that ends soon', async () => {
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ gateways: ['http://localhost:8081'], auth: { mode: 'demo' } });
    const { token } = (await (await fetch(`${url}/token?visitor=abc`)).json()) as { token: string };
    const { plan, sub, exp = 0, iat = 0 } = decodeJwt(token);
    expect({ plan, sub, life: exp - iat }).toEqual({ plan: 'realtime', sub: 'demo-abc', life: 900 });
  });

  it('sends people to the firm’s sign-in where there is one, and lets the page talk to it', async () => {
    const [port = 0] = await freePorts(1);
    const oidc = { issuer: 'https://id.firm.example/realms/desk', clientId: 'tape', scope: 'openid offline_access', resource: undefined };
    const signedIn = new PageServer(pageConfig({ port, gateways: ['http://localhost:8081'], demoSecret: undefined, oidc }), files);
    await signedIn.listen();
    const answer = await fetch(`http://127.0.0.1:${port}/config.json`);
    expect(await answer.json()).toMatchObject({ auth: { mode: 'oidc', issuer: oidc.issuer, clientId: 'tape', scope: 'openid offline_access' } });
    expect(answer.headers.get('content-security-policy')).toContain(' https://id.firm.example ');
    await signedIn.close();
  });

  it('answers paths it does not have with 404, never with a file outside its folder', async () => {
    expect((await fetch(`${url}/../package.json`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });
});
