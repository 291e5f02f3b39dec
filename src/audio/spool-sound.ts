import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sha256 } from '../platform/hash-file.js';
import type { Mixdown } from './channels/mixdown.js';
import type { FrameSink } from './decode-track.js';
import { createPcmFingerprinter } from './fingerprint/pcm-fingerprint.js';
import { type Spool, writeSpools } from './spool-folder.js';
import type { Timeline } from './timeline.js';

/** Of full scale, -50 dB. */
const quietPeak = 10 ** (-50 / 20);
const silence = Buffer.alloc(1 << 20);

/** Decoded audio on disk, with its fingerprints. */
export interface SpooledSound {
  /** Of the mono file. */
  readonly samples: number;
  readonly acoustic: Uint32Array;
  /** Hex SHA-256 of the samples of the mono file; if it has tracks, of the hashes of all files. */
  readonly contentFp: string;
}

/**
 * Puts frames on the timeline, mixes them, and writes and fingerprints the result.
 *
 * @param paths the mono file, and one for each track that the mixdown keeps apart.
 * @param decode fills the sink.
 */
export async function spoolSound<T>(
  paths: readonly string[],
  folder: string,
  mixdown: Mixdown,
  timeline: Timeline,
  decode: (sink: FrameSink) => Promise<T>,
  signal?: AbortSignal,
): Promise<{ sound: SpooledSound; result: T }> {
  const fingerprinter = createPcmFingerprinter();
  const hashes = paths.slice(1).map(() => createHash('sha256'));
  const listeners = [fingerprinter.push, ...hashes.map((hash) => (bytes: Buffer) => void hash.update(bytes))];
  const result = await writeSpools(paths, folder, (spools) =>
    decode(spoolFrames(mixdown, spools, listeners, timeline, signal)),
  );
  const { contentFp, ...sound } = fingerprinter.finish();
  const all = [contentFp, ...hashes.map((hash) => hash.digest('hex'))];
  return {
    sound: {
      ...sound,
      contentFp: all.length === 1 ? contentFp : sha256(all.join(' ')),
    },
    result,
  };
}

function spoolFrames(
  mixdown: Mixdown,
  spools: readonly Spool[],
  listeners: readonly ((bytes: Buffer) => void)[],
  timeline: Timeline,
  signal?: AbortSignal,
): FrameSink {
  /** Bytes of sound for each file, or a number of zero bytes, in order. */
  let pieces: (readonly Buffer[] | number)[] = [];
  return {
    take({ time, channels, samples }) {
      const frames = samples.length / channels;
      const place = timeline.place(time, frames, isQuiet(samples));
      if (place.silence > 0) pieces.push(place.silence * 2);
      if (place.drop >= frames) return;
      const { mono, tracks } = mixdown.push(samples.subarray(place.drop * channels), channels);
      pieces.push([mono, ...tracks].map(copyOfBytes));
    },
    async flush() {
      const taken = pieces;
      pieces = [];
      for (let i = 0; i < taken.length; ) {
        const piece = taken[i];
        if (typeof piece === 'number') {
          for (let left = piece; left > 0; left -= silence.length) {
            for (const listen of listeners) listen(silence.subarray(0, Math.min(left, silence.length)));
            // Hours of silence take seconds, in which an interruption must get through.
            await setImmediate();
            signal?.throwIfAborted();
          }
          for (const spool of spools) await spool.skip(piece);
          i++;
          continue;
        }
        const from = i;
        while (i < taken.length && typeof taken[i] !== 'number') i++;
        const sound = taken.slice(from, i) as (readonly Buffer[])[];
        for (const [s, spool] of spools.entries()) {
          const bytes = Buffer.concat(sound.map((buffers) => buffers[s]));
          listeners[s](bytes);
          await spool.write(bytes);
        }
      }
    },
  };
}

function copyOfBytes(samples: Int16Array): Buffer {
  return Buffer.from(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
}

function isQuiet(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) > quietPeak) return false;
  return true;
}
