import { describe, expect, it } from 'vitest';
import { formatNames } from '../../src/domain/format-names.js';
import { formats, formatsOf, mediaTypeOf, renderArtifact } from '../../src/render/formats.js';
import { meeting, renderArtifacts, speaker, turn, wildMeeting, words } from './meetings.js';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe.each(formatNames)('%s', (name) => {
  it('has a file name of its own, from which its media type follows', () => {
    const { fileName, mime } = formats[name];
    expect(formatsOf(['other', fileName])).toEqual([name]);
    expect(mediaTypeOf(fileName)).toBe(mime);
    expect(mediaTypeOf(fileName.replace(/(\.[^.]*)$/, '.new-2$1'))).toBe(mime);
  });

  it('is the same for the same meeting, also for one in which nobody speaks', async () => {
    for (const of of [wildMeeting(7), meeting([])]) {
      const [first, second] = [await renderArtifacts(of, [name]), await renderArtifacts(of, [name])];
      expect(first).toEqual(second);
    }
  });

  // The parts of a docx are compressed: its own test reads them.
  it.runIf(name !== 'docx')('keeps no control character, no path and no id of a profile', async () => {
    const said = meeting(
      [turn('S1', words('say\u0007 \u001b[31m\u202e<b>', 1)), turn('unattributed', words('x\u2028y', 2))],
      [speaker('S1', 'Ma\u001bya\r\nLind')],
    );
    const clusters = said.clusters.map((cluster) => ({ ...cluster, spans: [{ start: 1, end: 2 }] }));
    const [{ bytes }] = await renderArtifacts({ ...said, clusters }, [name]);
    expect(bytes.length).toBeGreaterThan(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(text(bytes)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u2028\u202e]/);
    expect(text(bytes)).not.toMatch(/private|profile-of/);
  });

  // RTTM has no words, and a summary hardly any.
  it.runIf(!['docx', 'rttm', 'summary', 'summary-json'].includes(name))(
    'is verbatim when it is a record, and clean when it is to be read',
    async () => {
      const said = meeting([turn('S1', words('Um, we we ship it.', 0))]);
      const { bytes } = await renderArtifact(said, name, 'clean');
      const isVerbatim = /um,/i.test(text(bytes));
      expect(isVerbatim).toBe(formats[name].isRecord === true);
    },
  );
});

it('a file of no format has a media type that says nothing', () => {
  expect(mediaTypeOf('transcript.md.gz')).toBe('application/octet-stream');
});
