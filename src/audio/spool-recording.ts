import { type ChannelMode, sampleRate } from '../domain/recording.js';
import { trackLabel } from './channels/describe.js';
import { createFirstMixdown, createMixdown, type Mixdown } from './channels/mixdown.js';
import { type ChannelPlan, isPlain } from './channels/plan.js';
import { decodeTrack, type FrameSink } from './decode-track.js';
import { warningsAbout } from './decode-warnings.js';
import { nothingDecoded } from './ffmpeg/container.js';
import type { Trouble } from './ffmpeg/log.js';
import { allTrouble, describeLinks, type OpenRecording } from './open-recording.js';
import { type SpooledSound, spoolSound } from './spool-sound.js';
import { createTimeline, type Timeline } from './timeline.js';

export interface SpoolTarget {
  /** Names of the working files: 0 is the mono file, the others are its tracks. */
  readonly path: (file: number) => string;
  /** The folder that they are in. */
  readonly folder: string;
  /** What messages call the recording. */
  readonly label: string;
  readonly channels: ChannelMode;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

export interface SpooledRecording extends SpooledSound {
  /** What the tracks are called that have files beside the mono file. */
  readonly tracks: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

interface Pass {
  readonly sound: SpooledSound;
  readonly trouble: Trouble;
  readonly timeline: Timeline;
  /** The most channels of the sound, if their number grew in the middle: they were mixed into those at the beginning. */
  readonly widened: number | null;
}

/**
 * Mixes the chosen track of an open recording and writes it as 16-bit mono PCM. It is decoded again if the number of
 * its channels grew in the middle, and if what was heard in them calls for another mix: decoding takes a hundredth of
 * the time of what follows.
 */
export async function spoolRecording(
  recording: OpenRecording,
  target: SpoolTarget,
): Promise<SpooledRecording> {
  let opened = recording;
  // Several channels may have to be decoded twice.
  const once = opened.channels > 1 ? 0.5 : 1;
  let first = createFirstMixdown();
  let pass = await spoolOnce(opened, first, 1, target, (done) => done * once);
  if (pass.widened !== null) {
    const channels = pass.widened;
    opened = { ...opened, channels, tracks: opened.tracks.map((track) => ({ ...track, channels })) };
    first = createFirstMixdown();
    pass = await spoolOnce(opened, first, 1, target, () => once);
  }
  const plan = first.plan(target.channels);
  if (!plan) throw nothingDecoded(target.label, opened.container, pass.trouble);
  const apart = plan.tracks.length > 1 ? plan.tracks : [];
  const tracks = apart.map(({ members }) => trackLabel(members, plan.channels));
  if (!isPlain(plan))
    pass = await spoolOnce(
      opened,
      createMixdown(plan),
      1 + tracks.length,
      target,
      (done) => once + done * (1 - once),
    );
  return { ...pass.sound, tracks, ...remarks(opened, pass, plan) };
}

function remarks({ stated, notes }: OpenRecording, { sound, trouble, timeline }: Pass, plan: ChannelPlan) {
  const decoded = sound.samples / sampleRate;
  return {
    warnings: warningsAbout({ trouble, decoded, stated, gaps: timeline.gaps() }),
    notes: [...notes, ...describeLinks(timeline.linkStarts()), ...plan.notes],
  };
}

async function spoolOnce(
  opened: OpenRecording,
  mixdown: Mixdown,
  files: number,
  { path, folder, signal, onProgress }: SpoolTarget,
  progress: (share: number) => number,
): Promise<Pass> {
  const { stated } = opened;
  const timeline = createTimeline(stated);
  const paths = Array.from({ length: files }, (_, file) => path(file));
  const { sound, result } = await spoolSound(
    paths,
    folder,
    mixdown,
    timeline,
    (sink) => {
      const flush = async () => {
        await sink.flush();
        if (stated) onProgress?.(progress(Math.min(1, timeline.position() / sampleRate / stated)));
      };
      return decodeAll(opened, { ...sink, flush }, timeline);
    },
    signal,
  );
  return { sound, timeline, ...result };
}

async function decodeAll({ tracks }: OpenRecording, sink: FrameSink, timeline: Timeline) {
  const troubles: Trouble[] = [];
  let widest = 0;
  let mixed = false;
  for (const [i, track] of tracks.entries()) {
    if (i > 0) timeline.beginLink();
    const decoded = await decodeTrack(track, sink);
    // When ffmpeg has to ignore the stated length, it takes a last packet that is not full for one that was cut off.
    const cutOff = decoded.trouble.cutOff && !track.source.inputOptions?.length;
    troubles.push({ ...decoded.trouble, cutOff });
    widest = Math.max(widest, decoded.widest);
    mixed ||= decoded.widest > decoded.channels;
  }
  return { trouble: allTrouble(troubles), widened: mixed ? widest : null };
}
