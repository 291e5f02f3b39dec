import { z } from 'zod';
import { ScribeError } from '../../errors.js';
import { describeMismatch } from '../../models/describe-mismatch.js';
import type { InstalledModel } from '../../models/installed.js';
import { precisions } from './networks/network-files.js';

/** What the catalog may say about a Whisper model. */
const parametersSchema = z.object({
  /** The network was trained on windows of all lengths, and need not be given 30 s. */
  shortWindows: z.boolean().default(false),
  /**
   * For networks of 30 s: decodes with timestamps and goes through each window by them, as openai/whisper does. Without
   * that a window goes through the encoder once, and words get their times from the cross attention alone: faster, and on
   * read and composed speech no worse (tiny.en: WER .067, with timestamps .081, on three meetings; .148 and .153 on 59
   * sentences).
   */
  timestamps: z.boolean().default(false),
  /** Seconds of zeros behind each short window. */
  trailingSilence: z.number().min(0).default(0),
  /** Whether a multilingual network was trained to translate. */
  translates: z.boolean().default(true),
  /** Which of several files of the networks to take. */
  encoder: z.enum(precisions).optional(),
  decoder: z.enum(precisions).optional(),
});

/** @throws ScribeError MODEL when the parameters of the model in the catalog are wrong. */
export function whisperParameters(installed: InstalledModel): z.infer<typeof parametersSchema> {
  const parsed = parametersSchema.safeParse(installed.parameters);
  if (!parsed.success)
    throw new ScribeError(
      'MODEL',
      `The parameters of the model ${installed.name} in the catalog are wrong.`,
      {
        hint: `In them ${describeMismatch(parsed.error)}.`,
      },
    );
  return parsed.data;
}
