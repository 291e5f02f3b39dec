import type { Seconds } from '../../domain/time.js';
import { joinWords, type Segment, type SegmentEvidence } from '../../domain/transcript.js';
import { ScribeError } from '../../errors.js';
import type { InstalledModel } from '../../models/installed.js';
import { chunkSpeech } from '../chunk-speech.js';
import { letterRatio } from '../compression-ratio.js';
import type { RecognitionWindow, Recognizer } from '../recognizer.js';
import { undetermined } from '../recognizer.js';
import { splitSentences } from '../segments.js';
import type { Decoded, DecodeWindows } from './decoding.js';
import { createContextGraph, hotwordDefaults, tokenizeHotwords } from './hotwords.js';
import type { Vocabulary } from './vocabulary.js';
import { nemoChunkDefaults, nemoWindowDefaults, readWindow, splitLongWindow } from './windows.js';
import { wordsOf } from './words.js';

export const nemoBatchDefaults = {
  /**
   * Windows that are decoded side by side: they share the reading of the joint network's weights, which is most of what
   * a step of Parakeet's takes. More than these win little, and the batch is what progress is told by.
   */
  rows: 8,
} as const;

/** What a recognizer of NeMo's families is made of. */
export interface NemoEngine {
  readonly vocabulary: Vocabulary;
  readonly secondsPerFrame: Seconds;
  readonly decode: DecodeWindows;
  close(): Promise<void>;
}

/** A recognizer from windows to segments around networks that turn clips into tokens. No window knows of another. */
export function createNemoRecognizer(installed: InstalledModel, engine: NemoEngine): Recognizer {
  const { vocabulary, secondsPerFrame } = engine;
  return {
    model: installed.name,
    languages: installed.languages,
    chunkSpeech: (speech) => chunkSpeech(speech, nemoChunkDefaults),
    planBatches: longestFirst,
    languageFor: (asked) => chooseLanguage(installed, asked),
    unusedOf: ({ prompt }) =>
      prompt === null ? [] : [`The prompt is not used: ${installed.name} reads none.`],
    async recognize(pcm, batch, { language, beam, hotwords, signal }) {
      const phrases = tokenizeHotwords(hotwords, vocabulary, installed.name);
      const windows = batch.flatMap((window) => splitLongWindow(pcm, window));
      const decoded = await engine.decode(
        windows.map((window) => readWindow(pcm, window)),
        {
          beam: phrases.length > 0 && beam === 1 ? hotwordDefaults.beam : beam,
          graph: createContextGraph(phrases),
          signal,
        },
      );
      return windows.flatMap((window, i): Segment[] => {
        const clock = { secondsPerFrame, origin: window.start - nemoWindowDefaults.leadIn };
        const words = wordsOf(decoded[i], vocabulary, clock, window, language);
        return splitSentences(words, language, evidenceOf(decoded[i], joinWords(words)));
      });
    },
    close: () => engine.close(),
  };
}

/** Windows that are alike go through the encoder together, so they should be neighbours. */
function longestFirst(windows: readonly RecognitionWindow[]): RecognitionWindow[][] {
  const length = ({ start, end }: RecognitionWindow) => end - start;
  const order = [...windows].sort((a, b) => length(b) - length(a) || a.start - b.start);
  const batches: RecognitionWindow[][] = [];
  for (let at = 0; at < order.length; at += nemoBatchDefaults.rows)
    batches.push(order.slice(at, at + nemoBatchDefaults.rows));
  return batches;
}

/** These networks do not loop, they leave words out; and they have no output for silence. */
function evidenceOf({ logProbs }: Decoded, text: string): SegmentEvidence {
  return {
    meanLogProb: logProbs.reduce((sum, x) => sum + x, 0) / Math.max(1, logProbs.length),
    noSpeechProb: null,
    compressionRatio: letterRatio(text),
    temperature: 0,
    looped: false,
  };
}

/**
 * NeMo's models of several languages hear for themselves which one is spoken, word by word, and do not tell; so `auto`
 * gives `und` for them, and a language that is asked for is a label that the network is not told.
 *
 * @throws ScribeError USAGE when the model does not speak it.
 */
export function chooseLanguage(
  { name, languages }: Pick<InstalledModel, 'name' | 'languages'>,
  asked: string,
): string {
  const any = languages.includes('*');
  if (asked === 'auto') return languages.length === 1 && !any ? languages[0] : undetermined;
  if (any || languages.includes(asked)) return asked;
  throw new ScribeError('USAGE', `The model ${name} does not speak "${asked}".`, {
    hint: `It speaks ${languages.join(', ')}. Choose one of these, or another model with \`--model\`.`,
  });
}
