import { preset } from '../../jest.preset.mjs';

export default { ...preset('redis-indexer'), testTimeout: 60_000 };
