import { describe, expect, it } from 'vitest';
import { printTranscript } from '../../../src/commands/transcript/transcript.js';
import { createTestContext } from '../../command-context.js';
import { repo } from '../../shared.js';
import { complete, enroll, makeRecording, tempStore } from '../../store/fixture.js';

function prepare(path: string) {
  const store = tempStore();
  complete(store, makeRecording('standup.ogg', { path }), enroll(store, 'Maya'));
  return createTestContext({ home: store.home });
}

describe('scribe transcript --format html --embed-audio', () => {
  it('prints a page with the whole sound inside', async () => {
    const context = prepare(repo('examples/standup.ogg'));
    await printTranscript(context, 'last', { format: 'html', embedAudio: true });
    const [, sound] = /src="data:audio\/ogg;base64,([^"]+)"/.exec(context.printed.out)!;
    const bytes = Buffer.from(sound, 'base64');
    expect(bytes.toString('base64')).toBe(sound);
    expect(bytes.subarray(0, 4).toString()).toBe('OggS');
    expect(bytes.length).toBeGreaterThan(100_000);
    expect(context.printed.out).toMatch(/<\/html>\n$/);
  });

  it('prints nothing when the recording is gone', async () => {
    const context = prepare('/nowhere/standup.ogg');
    const printing = printTranscript(context, 'last', { format: 'html', embedAudio: true });
    await expect(printing).rejects.toMatchObject({ code: 'RECORDING' });
    expect(context.printed.out).toBe('');
  });

  it('puts sound into nothing but a page', async () => {
    const context = prepare('/nowhere/standup.ogg');
    await expect(printTranscript(context, 'last', { format: 'md', embedAudio: true })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});
