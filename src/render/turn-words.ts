import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import { passageOf, type Word } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';
import { shareTime } from '../transcript/share-time.js';

/** The words of a turn, each as one line. One that has no times of its own shares the time of the turn. */
export function wordsOf(turn: Turn): readonly Word[] {
  if (turn.words.length === 0) return shareTime(turn.text, turn, turn.confidence);
  return turn.words.map((word) => ({ ...word, text: oneLine(word.text) })).filter(({ text }) => text !== '');
}

/** A turn divided into its sentences, in their order; each has at least one word. */
export function sentencesOf(turn: Turn): ReturnType<typeof passageOf>[] {
  const sentences: ReturnType<typeof passageOf>[] = [];
  let words: Word[] = [];
  const all = wordsOf(turn);
  for (const [i, word] of all.entries()) {
    words.push(word);
    const next = all[i + 1];
    // No sentence begins inside of a word, as in "example.org".
    const goesOn = next?.glued && /^[\p{Script=Latin}\p{N}]/u.test(next.text);
    if (next && (goesOn || !endsSentence(word.text, 'segment'))) continue;
    sentences.push(passageOf(words));
    words = [];
  }
  return sentences;
}
