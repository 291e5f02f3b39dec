import type { Dating } from './recorded-at.js';
import type { Seconds } from './time.js';

/** Samples per second of decoded audio: what every network takes. */
export const sampleRate = 16_000;

/** What becomes of several channels: decided by what is in them, one track, or a track for each. */
export const channelModes = ['auto', 'mix', 'split'] as const;
export type ChannelMode = (typeof channelModes)[number];

/** The three keys by which a recording is recognized again. */
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
   * If channels have people of their own: files of the same format and length, one for each of at least two tracks,
   * whose mean is in `pcmPath`. Empty for a recording of one track.
   */
  readonly tracks: readonly string[];
}

/** All files of decoded audio. */
export function audioFiles({ pcmPath, tracks }: Audio): readonly string[] {
  return [pcmPath, ...tracks];
}

/**
 * How the place of a track on the recording's clock is known: `reference`: it has that clock; `sound`: by what its microphone
 * hears of another track; `date`: by what its file says; `start`: it is assumed to begin with the reference; `file`: a
 * file holds all of them.
 */
export const trackPlacings = ['reference', 'sound', 'date', 'start', 'file'] as const;
export type TrackPlacing = (typeof trackPlacings)[number];

/** One of several tracks that became a recording, each transcribed separately. */
export interface RecordedTrack {
  /** `maya.wav`, `stream 1`, `left channel`. */
  readonly label: string;
  /** When it begins. */
  readonly start: Seconds;
  /** Parts in a million by which its clock is faster than that of the recording. */
  readonly drift: number;
  readonly placed: TrackPlacing;
}

/** One media file, or several of one conversation, identified by the fingerprint of its content and not by its path. */
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
  /** How that is known; null: a recording from before it was stored. */
  readonly dating: Dating | null;
  readonly fingerprint: Fingerprint;
  /** ISO 639 code of the track's language, if the container states one: often a recorder's default. */
  readonly language?: string;
  /** Sentences for people: a drifting clock, a truncated file, a language that the recognizer does not know. */
  readonly warnings: readonly string[];
  /** What was chosen or guessed, in sentences for people: the track, how its channels became one. */
  readonly notes: readonly string[];
  /** What was transcribed separately, as in `Audio.tracks`; empty for a recording of one track. */
  readonly tracks: readonly RecordedTrack[];
}
