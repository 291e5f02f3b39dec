import { ScribeError } from '../../errors.js';
import { isText, spaceMark, type Vocabulary } from './vocabulary.js';

/**
 * Writes hotwords with the pieces of a vocabulary. A folder holds no tokenizer, so how the network would cut a word is
 * a guess, and the likely guesses are all taken: pairs merged in the order of the ids (which is how byte-pair
 * vocabularies are numbered), and the fewest pieces (which is near to what a unigram model does); as it is written, and
 * with a capital, for the begin of a sentence.
 *
 * @returns each way of writing each hotword.
 * @throws ScribeError USAGE when a hotword has characters that the network does not write.
 */
export function segmentHotwords(
  hotwords: readonly string[],
  vocabulary: Vocabulary,
  model: string,
): number[][] {
  if (hotwords.length === 0) return [];
  const ids = new Map<string, number>();
  vocabulary.pieces.forEach((piece, id) => {
    if (isText(vocabulary, id) && !ids.has(piece)) ids.set(piece, id);
  });
  const found = new Map<string, number[]>();
  for (const hotword of hotwords) {
    const text = hotword.trim().replace(/\s+/gu, spaceMark);
    if (text === '') continue;
    const capital = text.replace(/^./u, (first) => first.toLocaleUpperCase('und'));
    const ways = [text, capital].flatMap((spelling) => {
      const marked = spaceMark + spelling;
      return [mergePairs(marked, ids), fewestPieces(marked, ids)].filter((way) => way !== null);
    });
    if (ways.length === 0)
      throw new ScribeError('USAGE', `The model ${model} cannot write the hotword "${hotword.trim()}".`, {
        hint: 'Leave it out, or spell it with the letters of a language that the model speaks.',
      });
    for (const way of ways) found.set(way.join(' '), way);
  }
  return [...found.values()];
}

/** Byte-pair encoding (Sennrich et al. 2016): of all neighbours, the pair that makes the lowest id is joined first. */
function mergePairs(text: string, ids: ReadonlyMap<string, number>): number[] | null {
  const parts = [...text];
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const id = ids.get(parts[i] + parts[i + 1]);
      if (id === undefined || id >= best) continue;
      best = id;
      at = i;
    }
    if (at < 0) break;
    parts.splice(at, 2, parts[at] + parts[at + 1]);
  }
  const pieces = parts.map((part) => ids.get(part));
  return pieces.every((id) => id !== undefined) ? pieces : null;
}

/** The shortest way of writing the text; of several, the one whose pieces have the lower ids. */
function fewestPieces(text: string, ids: ReadonlyMap<string, number>): number[] | null {
  const letters = [...text];
  // best[i]: how the first i letters are written.
  const best: ({ count: number; sum: number; pieces: number[] } | undefined)[] = [
    { count: 0, sum: 0, pieces: [] },
  ];
  for (let end = 1; end <= letters.length; end++)
    for (let from = end - 1; from >= 0; from--) {
      const id = ids.get(letters.slice(from, end).join(''));
      const head = best[from];
      if (id === undefined || !head) continue;
      const [count, sum] = [head.count + 1, head.sum + id];
      const old = best[end];
      if (old && (old.count < count || (old.count === count && old.sum <= sum))) continue;
      best[end] = { count, sum, pieces: [...head.pieces, id] };
    }
  return best[letters.length]?.pieces ?? null;
}
