import { setImmediate } from 'node:timers/promises';
import type { FrameSink } from './decode-track.js';
import type { PcmFingerprinter } from './fingerprint.js';
import type { Mixdown, Survey } from './mixdown.js';
import type { Spool } from './spool-folder.js';
import type { Timeline } from './timeline.js';

const quietPeak = 10 ** (-50 / 20);
const silence = Buffer.alloc(1 << 20);

/** Puts frames on the clock, mixes them and writes them, fingerprinting on the way. */
export function spoolFrames(
  mixdown: Mixdown,
  spool: Spool,
  fingerprinter: PcmFingerprinter,
  timeline: Timeline,
  signal?: AbortSignal,
): FrameSink {
  /** Bytes of sound, or a number of zero bytes, in their order. */
  let pieces: (Buffer | number)[] = [];
  return {
    take({ time, channels, samples }) {
      const frames = samples.length / channels;
      const place = timeline.place(time, frames, isQuiet(samples));
      if (place.silence > 0) pieces.push(place.silence * 2);
      if (place.drop >= frames) return;
      const mono = mixdown.push(samples.subarray(place.drop * channels), channels);
      pieces.push(Buffer.from(Buffer.from(mono.buffer, mono.byteOffset, mono.byteLength)));
    },
    async flush() {
      const taken = pieces;
      pieces = [];
      for (let i = 0; i < taken.length; ) {
        const piece = taken[i];
        if (typeof piece === 'number') {
          for (let left = piece; left > 0; left -= silence.length) {
            fingerprinter.push(silence.subarray(0, Math.min(left, silence.length)));
            // Hours of silence take seconds, in which an interruption must be heard.
            await setImmediate();
            signal?.throwIfAborted();
          }
          await spool.skip(piece);
          i++;
          continue;
        }
        let end = i + 1;
        while (end < taken.length && typeof taken[end] !== 'number') end++;
        const bytes = Buffer.concat(taken.slice(i, end) as Buffer[]);
        fingerprinter.push(bytes);
        await spool.write(bytes);
        i = end;
      }
    },
  };
}

/** Hands frames to a survey, wherever they are on the clock. */
export function surveyFrames(survey: Survey): FrameSink {
  return {
    take: ({ channels, samples }) => survey.push(samples, channels),
    flush: async () => {},
  };
}

function isQuiet(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) > quietPeak) return false;
  return true;
}
