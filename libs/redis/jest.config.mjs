import { preset } from '../../jest.preset.mjs';

export default { ...preset('redis'), testTimeout: 60_000 };
