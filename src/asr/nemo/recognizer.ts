import type { Seconds } from '../../domain/time.js';
import { joinWords, type Segment, type SegmentEvidence } from '../../domain/transcript.js';
import type { InstalledModel } from '../../models/installed.js';
import { chunkSpeech } from '../chunk-speech.js';
import { letterRatio } from '../compression-ratio.js';
import { chooseLanguage } from '../languages/choose-language.js';
import type { RecognitionWindow, Recognizer } from '../recognizer.js';
import { splitSentences } from '../segments.js';
import type { Decoded, DecodeWindows } from './decoding.js';
import { createContextGraph, hotwordDefaults, tokenizeHotwords, writable } from './hotwords.js';
import type { Vocabulary } from './vocabulary.js';
import { nemoChunkDefaults, nemoWindowDefaults, readWindow, splitLongWindow } from './windows.js';
import { wordsOf } from './words.js';

const nemoBatchDefaults = {
  /**
   * Windows that are decoded side by side: they share one reading of the joint network's weights, which is most of the
   * cost of a step of Parakeet. More gain little, and progress is reported by the batch.
   */
  rows: 8,
} as const;

/** What differs between NeMo's families. */
interface NemoEngine {
  readonly vocabulary: Vocabulary;
  readonly secondsPerFrame: Seconds;
  readonly decode: DecodeWindows;
  close(): Promise<void>;
}

/** A recognizer around the networks of one family: from speech to windows, from tokens to segments. Windows are independent. */
export function createNemoRecognizer(installed: InstalledModel, engine: NemoEngine): Recognizer {
  const { vocabulary, secondsPerFrame } = engine;
  return {
    model: installed.name,
    languages: installed.languages,
    chunkSpeech: (speech) => chunkSpeech(speech, nemoChunkDefaults),
    planBatches: longestFirst,
    // Models of several languages follow the spoken one word by word and do not report it; a language is only a label.
    languageFor: (asked) => chooseLanguage(installed.name, installed.languages, asked),
    unusedOf: ({ prompt }) =>
      prompt === null ? [] : [`The prompt is not used: ${installed.name} reads none.`],
    async recognize(pcm, batch, { language, beam, hotwords, terms = [], signal }) {
      const phrases = tokenizeHotwords(
        [...hotwords, ...writable(terms, vocabulary)],
        vocabulary,
        installed.name,
      );
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

/** Windows of similar length share a batch of the encoder, so they should be neighbours. */
function longestFirst(windows: readonly RecognitionWindow[]): RecognitionWindow[][] {
  const length = ({ start, end }: RecognitionWindow) => end - start;
  const order = [...windows].sort((a, b) => length(b) - length(a) || a.start - b.start);
  const batches: RecognitionWindow[][] = [];
  for (let at = 0; at < order.length; at += nemoBatchDefaults.rows)
    batches.push(order.slice(at, at + nemoBatchDefaults.rows));
  return batches;
}

/** These networks miss words instead of looping, and they have no output for silence. */
function evidenceOf({ logProbs }: Decoded, text: string): SegmentEvidence {
  return {
    meanLogProb: logProbs.reduce((sum, x) => sum + x, 0) / Math.max(1, logProbs.length),
    noSpeechProb: null,
    compressionRatio: letterRatio(text),
    temperature: 0,
    looped: false,
  };
}
