import { onOrOff } from './rules.js';

/** Settings for what is done with recognized speech by a second model, or by the same one once more. */
export const secondPassDefinitions = {
  careful: {
    ...onOrOff,
    default: false as boolean,
    help: 'ask a second installed recognizer where the first is not sure, and take the likelier words (English)',
    argument: null,
  },
  translate: {
    ...onOrOff,
    default: false as boolean,
    help: 'write turns in other languages in English, too, by a multilingual Whisper model',
    argument: null,
  },
} as const;
