import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referenceFile, referencePage } from '../../scripts/reference.js';

it('docs/reference.md says what --help says', () => {
  expect(
    readFileSync(referenceFile, 'utf8') === referencePage(),
    'docs/reference.md is stale: run `npm run docs:reference` and commit the file',
  ).toBe(true);
});
