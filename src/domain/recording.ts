import type { Dating } from './recorded-at.js';
import type { Seconds } from './time.js';

/** Every network here listens at this rate. */
export const sampleRate = 16_000;

/** What becomes of several channels: the choice by what is heard in them, one track, or a track for each. */
export const channelModes = ['auto', 'mix', 'split'] as const;
export type ChannelMode = (typeof channelModes)[number];

/** The three keys by which a recording is known again. */
export interface Fingerprint {
  /** Hex SHA-256 of the file's bytes: the same file. */
  readonly sha256: string;
  /** Hex SHA-256 of the decoded PCM (mono, 16 kHz, 16 bit): the same samples in another container. */
  readonly contentFp: string;
  /** Sub-fingerprints, 32 bits each, in the order of time: the same sound after re-encoding. */
  readonly acoustic: Uint32Array;
}

/** Decoded audio, spooled to disk: 16-bit little-endian PCM, mono, 16 kHz, without a header. */
export interface Audio {
  readonly pcmPath: string;
  readonly samples: number;
  /**
   * Where channels have people of their own: files of the same form and length, one for each of two tracks or more,
   * whose mean `pcmPath` is. Empty where the recording is one track.
   */
  readonly tracks: readonly string[];
}

/** All files of decoded audio. */
export function audioFiles({ pcmPath, tracks }: Audio): readonly string[] {
  return [pcmPath, ...tracks];
}

/** One media file, known by the fingerprint of its content and not by its path. */
export interface Recording {
  /** Where it was read from; `-` for standard input. */
  readonly path: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly mime: string;
  readonly duration: Seconds;
  /** UTC ISO-8601. */
  readonly recordedAt: string;
  /** How that is known; null for recordings from before it was kept. */
  readonly dating: Dating | null;
  readonly fingerprint: Fingerprint;
  /** ISO 639 code of the track's language, where the container states one: often a recorder's default. */
  readonly language?: string;
  /** What is worth telling: a drifting clock, a truncated file, a language that the recognizer does not speak. */
  readonly warnings: readonly string[];
  /** What was chosen or guessed about it, in sentences for people: the track, how its channels became one. */
  readonly notes: readonly string[];
}
