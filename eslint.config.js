// Lint: typescript-eslint's type-checked rules, plus the rooms of the house (docs/architecture.md) as import rules.
import tseslint from 'typescript-eslint';

/** Forbids imports that match `group`, saying why. */
const forbid = (...groups) => ({
  'no-restricted-imports': ['error', { patterns: groups.map(([group, message]) => ({ group, message })) }],
});
const inEngine = [
  ['**/cli/**', '**/desktop/**', '**/preload/**', '**/web/**'],
  'engine/ knows none of its hosts (desktop, web, cli).',
];
const noElectron = [['electron', 'electron/*'], 'Only desktop/ and preload/ may import electron.'];
const noFace = [['**/renderer/**'], 'electron/ never imports the face.'];
const noLab = [['**/test/**'], 'The product never imports its tests.'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      ...forbid(
        [['node:*', 'fs', 'path', 'crypto', 'os', 'child_process'], 'shared/ is pure: no Node.'],
        [['**/electron/**', '**/renderer/**'], 'Imports point one way: renderer -> shared <- electron.'],
        noElectron,
        noLab,
      ),
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'shared/ has no clock.' },
        { object: 'Math', property: 'random', message: 'shared/ has no randomness.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'shared/ has no clock.' },
      ],
    },
  },
  { files: ['electron/engine/**/*.ts'], ignores: ['**/*.test.ts'], rules: forbid(inEngine, noElectron, noFace, noLab) },
  { files: ['electron/{cli,web}/**/*.ts'], ignores: ['**/*.test.ts'], rules: forbid(noElectron, noFace, noLab) },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: forbid([['node:*', '**/electron/**'], 'The face talks to EngineApi and to nothing else.'], noElectron, noLab),
  },
  {
    files: ['test/e2e/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.name='expect'] > AwaitExpression > CallExpression[callee.property.name=/^(all(InnerTexts|TextContents)|all|count|is(Visible|Hidden))$/]",
          message: 'This asks the page once and does not wait for what it shows: use a locator that waits, or expect.poll.',
        },
      ],
    },
  },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
);
