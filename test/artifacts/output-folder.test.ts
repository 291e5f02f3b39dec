import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { probeOutput } from '../../src/artifacts/output-folder.js';

it('a probe of a folder leaves nothing, and takes along what killed runs have left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, '.scribe-probe-killed'));
  mkdirSync(join(folder, '.scribe-probe-used'));
  writeFileSync(join(folder, '.scribe-probe-used', 'mine.txt'), '');
  writeFileSync(join(folder, '.scribe-probe-file'), '');
  await probeOutput(join(folder, 'transcripts', 'new'));
  expect(readdirSync(folder).sort()).toEqual(['.scribe-probe-file', '.scribe-probe-used']);
});
