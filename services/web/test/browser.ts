import { chromium, type Browser } from 'playwright-core';

/**
 * A headless Chromium from npm alone. The package unpacks the libraries that it needs (NSS, expat) only where it
 * believes to run on AWS Lambda, so it is told so while it unpacks, and only the browser gets them.
 */
export async function openBrowser(): Promise<Browser> {
  const before = { ...process.env };
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x';
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    const env = { ...before, LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'] ?? '', FONTCONFIG_PATH: process.env['FONTCONFIG_PATH'] ?? '' };
    return await chromium.launch({ executablePath, env: definedIn(env), args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] });
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

const definedIn = (env: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
