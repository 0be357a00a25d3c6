import { devToken } from '@tapewire/testkit';
import { helpText, parseOptions, UsageError } from './options.ts';

const OPTIONS = {
  plan: { value: 'NAME', doc: 'plan of the token (default realtime)' },
  user: { value: 'NAME', doc: 'user (default me)' },
  desk: { value: 'NAME', doc: 'desk the user belongs to' },
  opra: { value: 'STATUS', doc: 'OPRA status: pro or nonpro', check: (text: string) => (isStatus(text) ? undefined : 'pro or nonpro') },
  expires: {
    value: 'SPAN',
    doc: 'how long it is valid: 30m, 12h, 7d (default 12h); a span before now with a minus sign: --expires=-1m',
    check: (text: string) => (/^-?\d+[smhd]$/.test(text) ? undefined : 'a span such as 30m, 12h or 7d'),
  },
};
const USAGE = 'usage: npm run -s token -- [options]\n\nPrints an access token that the gateways of `npm run demo` accept.';

const isStatus = (text: string | undefined): text is 'pro' | 'nonpro' => text === 'pro' || text === 'nonpro';

try {
  const { help, values } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) console.log(helpText(USAGE, OPTIONS));
  else {
    const { plan = 'realtime', user = 'me', desk, opra, expires } = values;
    console.log(await devToken({
      plan,
      user,
      ...(desk === undefined ? {} : { desk }),
      ...(isStatus(opra) ? { opra } : {}),
      ...(expires === undefined ? {} : { expires }),
    }));
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
