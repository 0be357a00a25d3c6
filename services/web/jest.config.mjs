import { preset } from '../../jest.preset.mjs';

export default {
  ...preset('web'),
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/server/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
};
