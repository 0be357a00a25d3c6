import { isRecord, isText, isTexts } from './saved.ts';

/** Where the page connects and how it gets tokens. */
export interface ServerConfig {
  readonly gateways: readonly string[];
  readonly auth: 'demo' | 'token';
}

async function fetchJson(path: string): Promise<unknown> {
  const answer = await fetch(path, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

export async function loadServerConfig(): Promise<ServerConfig> {
  const config = await fetchJson('/config.json');
  if (!isRecord(config) || !isTexts(config['gateways']) || !isRecord(config['auth'])) throw new Error('/config.json does not have the expected shape');
  return { gateways: config['gateways'], auth: config['auth']['mode'] === 'demo' ? 'demo' : 'token' };
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
