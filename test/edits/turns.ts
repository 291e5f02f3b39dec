import type { EditableTurn } from '../../src/edits/transcript-edit.js';

/** A turn whose words, one after the other, take half a second each. */
export function turnOf(id: string, clusterId: string, start: number, text: string): EditableTurn {
  const words = text.split(' ').map((word, i) => ({
    text: word,
    start: start + i / 2,
    end: start + (i + 1) / 2,
    confidence: 0.5,
  }));
  const end = start + words.length / 2;
  return { id, clusterId, start, end, text, confidence: 0.5, language: 'en', words, corrected: false };
}
