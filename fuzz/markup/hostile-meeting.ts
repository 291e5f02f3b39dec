import type { Meeting } from '../../src/domain/meeting.js';
import type { Random } from '../../test/fixtures/random.js';
import { meeting, speaker, turn } from '../../test/render/meetings.js';
import { hostileText } from '../hostile-text.js';

/**
 * A meeting of two named voices, whose texts come from `text`: the same calls in the same order, whatever it gives.
 *
 * @param turns how many
 */
function meetingOf(turns: number, text: () => string): Meeting {
  const said = Array.from({ length: turns }, (_, i) => {
    const content = text();
    const start = i * 3;
    // One word a turn, so that how a text is divided does not depend on it.
    const words = [{ text: content, start, end: start + 2, confidence: 0.9 }];
    return { ...turn(`S${(i % 2) + 1}`, words, content), translation: text() };
  });
  const base = meeting(said, [speaker('S1', text()), speaker('S2', text())]);
  return {
    ...base,
    title: text(),
    recording: {
      ...base.recording,
      fileName: `${text().replace(/[/\0]/g, '')}.ogg`,
      notes: [text()],
      warnings: [text()],
    },
    clusters: base.clusters.map((cluster, i) => ({ ...cluster, spans: [{ start: i * 3, end: i * 3 + 2 }] })),
  };
}

/** A hostile meeting, and one that differs from it in nothing but its texts, which are harmless. */
export function hostileMeeting(random: Random): { readonly hostile: Meeting; readonly plain: Meeting } {
  const turns = 1 + random.below(4);
  let word = 0;
  return {
    // Never empty: an empty name or text is left out, which is another document.
    hostile: meetingOf(turns, () => `a${hostileText(random)}z`.slice(random.below(2), undefined)),
    plain: meetingOf(turns, () => `word${word++}`),
  };
}
