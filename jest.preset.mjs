import { fileURLToPath } from 'node:url';

/** The Jest settings every project shares: ESM TypeScript from source, compiled by SWC. */
export const preset = (displayName) => ({
  displayName,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tapewire/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // A Kafka and a Redis that all specs of a run share; nothing starts until a spec asks for it.
  globalSetup: fileURLToPath(new URL('./libs/testkit/jest/setup.mjs', import.meta.url)),
  globalTeardown: fileURLToPath(new URL('./libs/testkit/jest/teardown.mjs', import.meta.url)),
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
});
