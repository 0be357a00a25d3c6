import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const only = (sourceTag, ...tags) => ({ sourceTag, onlyDependOnLibsWithTags: tags });
const frameworks = ['@nestjs/*', 'kafkajs', 'ioredis', 'socket.io', '@socket.io/*'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/dist-server/**', '**/out-tsc/**', '**/node_modules/**', '**/.nx/**', '**/coverage/**', '**/*.mjs', '**/*.cjs', '**/vite.config.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          banTransitiveDependencies: false,
          depConstraints: [
            only('type:contract', 'type:contract'),
            { ...only('type:pure', 'type:contract', 'type:pure'), bannedExternalImports: frameworks },
            only('type:seam', 'type:contract', 'type:seam'),
            only('type:client', 'type:contract', 'type:client', 'type:pure'),
            only('type:test', 'type:contract', 'type:pure', 'type:seam', 'type:client'),
            only('type:service', 'type:contract', 'type:pure', 'type:seam', 'type:client'),
            only('type:tool', '*'),
          ],
        },
      ],
    },
  },
  {
    // Time and randomness are injected into domain code, so that it is deterministic under test.
    files: ['libs/{delivery,feeds,filter,market}/src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Take a random source as an argument.' },
      ],
    },
  },
  {
    // Tests may reach for the test kit; bare promises of node:test style are not used.
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['tools/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
