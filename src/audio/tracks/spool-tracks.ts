import { rename, rm } from 'node:fs/promises';
import { type Audio, sampleRate } from '../../domain/recording.js';
import type { PcmReader } from '../../features/pcm.js';
import { unit } from '../channels/choose-sum.js';
import { createMixdown } from '../channels/mixdown.js';
import type { FrameSink } from '../decode-track.js';
import { spoolingError, workFiles } from '../spool-folder.js';
import { type SpooledSound, spoolSound } from '../spool-sound.js';
import { createTimeline } from '../timeline.js';

/** Samples that are written at once. */
const blockLength = sampleRate;

/**
 * Writes tracks that are on one clock into the spool as the decoder writes channels that stay apart: each in a file of
 * its own, from second 0 to where the last of them ends, and their mean beside them.
 *
 * @throws ScribeError OUTPUT when the spool cannot take them; the signal's reason when it is aborted. Then no file is left.
 */
export async function spoolTracks(
  tracks: readonly PcmReader[],
  {
    spoolFolder,
    signal,
    onProgress,
  }: {
    readonly spoolFolder: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: (share: number) => void;
  },
): Promise<{ readonly audio: Audio; readonly sound: SpooledSound }> {
  const work = await workFiles(spoolFolder);
  const files = [...Array(tracks.length + 1).keys()];
  const samples = Math.max(...tracks.map((track) => track.samples));
  const mixdown = createMixdown({
    channels: tracks.length,
    tracks: tracks.map((_, i) => ({ members: [i], weights: unit(tracks.length, i) })),
    offsets: tracks.map(() => null),
    notes: [],
  });
  try {
    const { sound } = await spoolSound(
      files.map(work.pcm),
      spoolFolder,
      mixdown,
      createTimeline(),
      (sink) => readTogether(tracks, samples, sink, signal, onProgress),
      signal,
    );
    const paths = files.map((file) => work.complete(sound.contentFp, file));
    for (const file of files)
      await rename(work.pcm(file), paths[file]).catch((cause) => {
        throw spoolingError(spoolFolder, cause);
      });
    return { audio: { pcmPath: paths[0], samples: sound.samples, tracks: paths.slice(1) }, sound };
  } finally {
    for (const file of files) await rm(work.pcm(file), { force: true });
  }
}

/** All tracks as the channels of one recording. */
async function readTogether(
  tracks: readonly PcmReader[],
  samples: number,
  sink: FrameSink,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<void> {
  const channels = tracks.length;
  const own = new Float32Array(blockLength);
  for (let from = 0; from < samples; from += blockLength) {
    signal?.throwIfAborted();
    const length = Math.min(blockLength, samples - from);
    const frames = new Float32Array(length * channels);
    for (const [channel, track] of tracks.entries()) {
      track.read(from, own);
      for (let i = 0; i < length; i++) frames[i * channels + channel] = own[i];
    }
    sink.take({ time: from / sampleRate, channels, samples: frames });
    await sink.flush();
    onProgress?.((from + length) / samples);
  }
}
