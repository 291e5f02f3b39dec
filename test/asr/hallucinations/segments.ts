import type { Segment, SegmentEvidence } from '../../../src/domain/transcript.js';

export const soundEvidence: SegmentEvidence = {
  meanLogProb: -0.3,
  noSpeechProb: 0.05,
  compressionRatio: 1.2,
  temperature: 0,
  looped: false,
};

/** A segment whose words share its time evenly. */
export function segment(
  text: string,
  start: number,
  end: number,
  more: { confidence?: number; evidence?: Partial<SegmentEvidence> } = {},
): Segment {
  const parts = text.split(' ');
  const each = (end - start) / parts.length;
  const confidence = more.confidence ?? 0.9;
  return {
    start,
    end,
    text,
    confidence,
    language: 'en',
    words: parts.map((part, i) => ({
      text: part,
      start: start + i * each,
      end: start + (i + 1) * each,
      confidence,
    })),
    ...(more.evidence && { evidence: { ...soundEvidence, ...more.evidence } }),
  };
}

/** So many letters of plain English, that a recording has a script. */
export const longEnglish =
  'We went through the numbers of the second quarter and found that the plan of the first one holds for both teams and all of their projects.';
