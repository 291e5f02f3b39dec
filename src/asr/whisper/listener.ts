import { ScribeError } from '../../errors.js';
import { createLogMel } from '../../features/log-mel.js';
import type { InstalledModel } from '../../models/installed.js';
import type { SessionOptions } from '../../onnx/session.js';
import type { LanguageListener, LanguageOdds } from '../recognizer.js';
import { hearLanguage } from './networks/detect-language.js';
import { openWhisper } from './networks/network.js';
import { findNetworkFiles } from './networks/network-files.js';
import { whisperParameters } from './parameters.js';
import { readLanguageFiles } from './tokens/model-files.js';

/**
 * Opens a multilingual Whisper to hear languages, and nothing else: its vocabulary is not read.
 *
 * @throws ScribeError MODEL when its files cannot be opened, its parameters in the catalog are wrong, or it knows one
 *   language alone.
 */
export async function createWhisperListener(
  installed: InstalledModel,
  options: SessionOptions,
): Promise<LanguageListener> {
  const { folder, name } = installed;
  const { encoder, decoder } = whisperParameters(installed);
  const { tokens, maxPositions } = readLanguageFiles(folder);
  if (tokens.languages.size < 2)
    throw new ScribeError('MODEL', `The model ${name} cannot identify languages.`, {
      hint: 'Name the language with `--language`.',
    });
  const network = await openWhisper(
    findNetworkFiles(folder, 'encoder', encoder),
    findNetworkFiles(folder, 'decoder', decoder),
    { ...options, attention: 'fused', int8Products: true },
  );
  const model = { network, tokens, maxPositions, logMel: createLogMel(network.bins) };
  return {
    async hearLanguages(pcm, windows, signal) {
      const heard: LanguageOdds[] = [];
      for (const spans of windows) {
        signal?.throwIfAborted();
        heard.push(await hearLanguage(model, pcm, spans));
      }
      return heard;
    },
    close: () => network.close(),
  };
}
