import { expect, it } from 'vitest';
import { decide, type Known } from '../../src/commands/find-known.js';

const known = (by: Known['by']): Known => ({
  by,
  fileId: 'f',
  stream: 0,
  meetingId: 'm',
  title: 't',
  fileName: 'a.wav',
  finishedAt: '2026-01-01T00:00:00Z',
});

it.each([
  [null, {}, 'process'],
  [null, { force: true }, 'process'],
  [known('sha256'), {}, 'report'],
  [known('sha256'), { asCopy: true }, 'report'],
  [known('content'), { force: true }, 'replace'],
  [known('acoustic'), {}, 'report'],
  [known('acoustic'), { asCopy: true }, 'process'],
  [known('acoustic'), { force: true }, 'replace'],
] as const)('%j with %j: %s', (recording, policy, decision) => {
  expect(decide(recording, policy)).toBe(decision);
});
