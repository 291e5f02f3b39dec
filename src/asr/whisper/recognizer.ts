import type { Span } from '../../domain/time.js';
import type { PcmReader } from '../../features/pcm.js';
import type { InstalledModel } from '../../models/installed.js';
import type { SessionOptions } from '../../onnx/session.js';
import { chunkSpeech, longWindowDefaults, shortWindowDefaults } from '../chunk-speech.js';
import { chooseLanguage } from '../languages/choose-language.js';
import { type RecognitionWindow, type RecognizeOptions, type Recognizer, writtenIn } from '../recognizer.js';
import { splitSentences, toSegment } from '../segments.js';
import { loadWhisper, type WhisperModel } from './networks/model.js';
import { whisperParameters } from './parameters.js';
import { likeLengths } from './search/batches.js';
import { unusedText } from './tokens/prompt.js';
import { lostSpeech } from './transcribe/hear-again.js';
import type { HeardText } from './transcribe/heard-text.js';
import { recognizeSequential } from './transcribe/recognize-sequential.js';
import { recognizeTimestamped } from './transcribe/recognize-timestamped.js';
import { positionsOf, recognizeWindows } from './transcribe/recognize-windows.js';

/**
 * Opens a Whisper as a recognizer.
 *
 * @throws ScribeError MODEL when its files cannot be opened, or its parameters in the catalog are wrong.
 */
export async function createWhisperRecognizer(
  installed: InstalledModel,
  options: SessionOptions,
): Promise<Recognizer> {
  const { shortWindows, timestamps, trailingSilence, encoder, decoder } = whisperParameters(installed);
  const model = await loadWhisper(
    installed.folder,
    { ...options, attention: shortWindows ? 'by-head' : 'fused', int8Products: !shortWindows },
    { encoder, decoder },
  );
  const wholeLength = !shortWindows;
  async function hear(
    pcm: PcmReader,
    batch: readonly RecognitionWindow[],
    options: RecognizeOptions,
  ): Promise<HeardText[]> {
    if (options.longForm === 'sequential') return recognizeSequential(model, pcm, batch, options);
    const hearWindows = (windows: readonly RecognitionWindow[]) =>
      timestamps && wholeLength
        ? recognizeTimestamped(model, pcm, windows, options)
        : recognizeWindows(model, pcm, windows, { ...options, trailingSilence, wholeLength });
    const heard = await hearWindows(batch);
    const words = heard.flatMap((text) => text.words);
    // Words of a translation stand in another order than what is said, so no gap between them means anything.
    const lost = wholeLength && options.task !== 'translate' ? lostSpeech(batch, words) : [];
    for (const window of lost) heard.push(...(await hearWindows([window])));
    return heard;
  }

  return {
    model: installed.name,
    languages: installed.languages,
    chunkSpeech: (speech, longForm) =>
      longForm === 'sequential'
        ? wholeOf(speech)
        : chunkSpeech(speech, shortWindows ? shortWindowDefaults : longWindowDefaults),
    planBatches: (windows) =>
      likeLengths(model.network, windows, (window) =>
        shortWindows ? positionsOf(window, trailingSilence) : model.maxPositions,
      ),
    languageFor: (asked) => chooseLanguage(installed.name, spokenBy(model), asked),
    unusedOf: (decoding) => unusedText(installed.name, model.tokenizer, model.context, decoding),
    async recognize(pcm, batch, recognition) {
      const heard = await hear(pcm, batch, recognition);
      const language = writtenIn(recognition);
      return heard.flatMap(({ words, repeats = [], evidence }) => [
        ...splitSentences(words, language, evidence),
        ...(repeats.length > 0 ? [{ ...toSegment(repeats, language), evidence, repeats: true }] : []),
      ]);
    },
    close: () => model.network.close(),
  };
}

/** One window of all the speech; none without speech. */
function wholeOf(speech: readonly Span[]): RecognitionWindow[] {
  return speech.length > 0 ? [{ start: speech[0].start, end: speech[speech.length - 1].end, speech }] : [];
}

/** A tokenizer without language tokens is that of an English model. */
function spokenBy({ tokens }: WhisperModel): string[] {
  return tokens.languages.size > 0 ? [...tokens.languages.keys()] : ['en'];
}
