import { describe, expect, it } from 'vitest';
import { requireSpeech } from '../../src/diarization/enroll-voice.js';
import { ScribeError } from '../../src/errors.js';

describe('requireSpeech', () => {
  const embedding = { model: 'm', vector: new Float32Array(2) };
  const sample = (name: string, seconds: number, measured = true) => ({
    name,
    seconds,
    embedding: measured ? embedding : null,
  });

  it('takes short recordings together', () => {
    expect(() =>
      requireSpeech([sample('a.wav', 0.6), sample('b.wav', 0.5), sample('c.wav', 0.45)]),
    ).not.toThrow();
    expect(() => requireSpeech([sample('a.wav', 9), sample('b.wav', 0.3, false)])).not.toThrow();
  });

  it('says of one, and of several together, how much there is and how much is needed', () => {
    expect(() => requireSpeech([sample('a.wav', 1.4)])).toThrow(
      'Enrolling from a.wav failed: it has 1.4 s of speech, and 1.5 s are needed.',
    );
    expect(() => requireSpeech([sample('a.wav', 1), sample('b.wav', 0.4, false)])).toThrow(
      'a.wav, b.wav failed: together they have 1.4 s of speech (a.wav 1.0 s; b.wav 0.4 s, too little to measure), and 1.5 s are needed.',
    );
    expect(() => requireSpeech([sample('a.wav', 1.4), sample('b.wav', 0.4, false)])).toThrow(ScribeError);
  });
});
