/**
 * Marks that end a sentence at the end of a word, and what may still follow them. The sets differ on purpose: each is as
 * wide as its use is harmless. A wider set would cut stored transcripts and turns in other places than before.
 */
const sentenceEnds = {
  /** Segments of a recognizer: Latin, Chinese and Japanese marks, which it places with certainty. */
  segment: ending('.!?…。！？', '"\'”’)'),
  /** Where a change of speaker is cheap: Arabic and Indic marks as well. */
  turn: ending('.!?…。！？؟।', '"\'”’)」'),
  /** Where a subtitle breaks best: every mark that a reader may see, in half width and in Urdu, too. */
  cue: ending('.!?…。！？｡؟۔।', '"\'”’»)」』'),
  /** Where clean reading moves a capital to the next word: only scripts that have capitals. */
  clean: ending('.!?…', '"\'”’»)'),
} as const;

function ending(marks: string, closing: string): RegExp {
  return new RegExp(`[${marks}][${closing}\\]]*$`, 'u');
}

/** Written with a full stop inside of a sentence. */
const abbreviation = /^(?:(?:mr|mrs|ms|dr|prof|st|vs|etc)\.|(?:\p{L}\.)+)$/iu;

/** Whether a word ends a sentence, for one use. Only segments look at abbreviations: the other uses weigh a break, they do not force it. */
export function endsSentence(word: string, use: keyof typeof sentenceEnds): boolean {
  return sentenceEnds[use].test(word) && !(use === 'segment' && abbreviation.test(word));
}

/** Marks that Whisper's word timing takes for a word of their own: openai/whisper `timing.py`, as it stands there. */
export const whisperSentenceEnds = '.。!！?？';
