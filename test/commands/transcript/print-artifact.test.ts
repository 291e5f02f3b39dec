import { expect, it } from 'vitest';
import { printArtifact } from '../../../src/commands/transcript/print-artifact.js';
import { createTestContext } from '../../command-context.js';
import { meeting, turn, words } from '../../render/meetings.js';

const talk = meeting([turn('S1', words('Yes.', 1))]);

function contextOn(isTTY: boolean) {
  const written: Uint8Array[] = [];
  const context = createTestContext();
  context.remove();
  const out = { ...context.out, isTTY, writeBytes: (bytes: Uint8Array) => written.push(bytes) };
  return { context: { ...context, out }, written };
}

it('a document that is no text goes into a file or a pipe, byte for byte, and to no terminal', async () => {
  const pipe = contextOn(false);
  await printArtifact(pipe.context, talk, 'docx');
  expect([...pipe.written[0].subarray(0, 2)]).toEqual([0x50, 0x4b]);
  const terminal = contextOn(true);
  await expect(printArtifact(terminal.context, talk, 'docx')).rejects.toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining('--format docx > transcript.docx'),
  });
  expect(terminal.written).toEqual([]);
});

it('a text goes to a terminal, too', async () => {
  for (const name of ['srt', 'json', 'eaf'] as const) {
    const terminal = contextOn(true);
    await printArtifact(terminal.context, talk, name);
    expect(new TextDecoder().decode(terminal.written[0])).toContain('Yes.');
  }
});
