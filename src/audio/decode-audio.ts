import { rename, rm, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { recordedAt } from '../domain/recorded-at.js';
import { type Audio, type ChannelMode, type Recording, sampleRate } from '../domain/recording.js';
import { chooseStream, clockOf, nothingDecoded, notOpened, warningsAbout } from './container.js';
import { decodeTrack } from './decode-track.js';
import { type Container, createFfmpegLog } from './ffmpeg-log.js';
import { findFfmpeg } from './find-ffmpeg.js';
import { hashFile, inspectInput, readingError } from './input-file.js';
import { mimeOf } from './media-formats.js';
import { createFirstMixdown, createMixdown, isFirstMixdown, type Mixdown } from './mixdown.js';
import { ffmpegFailed, runFfmpeg, type Source } from './run-ffmpeg.js';
import { checkSpace, spoolingError, workFiles } from './spool-folder.js';
import { spoolSound } from './spool-sound.js';
import { createTimeline } from './timeline.js';

export interface DecodeOptions {
  /** Folder of the cache: the decoded audio stays in it, as a file of its own. Made when it is not there. */
  readonly spoolFolder: string;
  /** Position among the audio streams of the container, from 0; the first one by default. */
  readonly stream?: number;
  /** What becomes of several channels; by default it is decided by what is heard in them. */
  readonly channels?: ChannelMode;
  /** An ffmpeg from the settings, instead of the newer one of `$PATH` and the bundle. */
  readonly ffmpeg?: string;
  /** Hex SHA-256 of the file where `hashFile` has already computed it. */
  readonly sha256?: string;
  /** The file to open, where the path is only what the recording is called: that of standard input is `-`. */
  readonly file?: string;
  /** IANA name of the zone that clocks of recorders are taken to be in, where they do not say; UTC by default. */
  readonly zone?: string;
  /** Milliseconds since 1970: no recording is from later. */
  readonly now?: number;
  readonly signal?: AbortSignal;
  /** Called with the share of the recording that is decoded, 0 to 1, where the container states how long it is. */
  readonly onProgress?: (share: number) => void;
}

export interface Decoded {
  readonly audio: Audio;
  readonly recording: Recording;
  /** What the file says about itself. */
  readonly container: Container;
}

/**
 * Decodes one audio stream of a local file into 16-bit mono PCM at 16 kHz on disk, and
 * computes the fingerprints on the way. ffmpeg reads the file; neither it nor the PCM is ever whole in memory.
 *
 * Sample 0 is the zero of the recording's clock: a stream that starts late is preceded by silence, a gap between
 * timestamps is filled with it (`aresample=async=1:first_pts=0`).
 *
 * @throws ScribeError RECORDING when there is nothing to decode, OUTPUT when the cache folder cannot take it;
 *   the signal's reason when it is aborted, within 100 ms and with no files left behind.
 */
export async function decodeAudio(path: string, options: DecodeOptions): Promise<Decoded> {
  const { spoolFolder, signal } = options;
  signal?.throwIfAborted();
  const program = await findFfmpeg({ override: options.ffmpeg });
  const work = await workFiles(spoolFolder);
  const stopHashing = new AbortController();
  let hashing: Promise<string> | undefined;
  /** How many working files there may be. */
  let begun = 0;
  try {
    const fromStdin = path === '-';
    const label = fromStdin ? 'standard input' : path;
    const local = resolve(options.file ?? path);
    const before = await inspectInput(local, label);
    hashing = options.sha256
      ? Promise.resolve(options.sha256)
      : hashFile(local, { signal: AbortSignal.any([stopHashing.signal, ...(signal ? [signal] : [])]) });
    hashing.catch(() => {});

    const source: Source = { program: program.path, path: local, label, signal };
    const container = await readContainer(source);
    const chosen = chooseStream(container, options.stream ?? 0, label);
    const expected = clockOf(container).length;
    await checkSpace(spoolFolder, expected ?? 0);

    const share = (frames: number) =>
      Math.min(1, frames / sampleRate / (expected ?? Number.POSITIVE_INFINITY));
    const first = createFirstMixdown();
    const pass = async (mixdown: Mixdown, files: number, progress: (share: number) => number) => {
      begun = files;
      const timeline = createTimeline();
      const { sound, result } = await spoolSound(
        Array.from({ length: files }, (_, file) => work.pcm(file)),
        spoolFolder,
        mixdown,
        timeline,
        (sink) => {
          const flush = async () => {
            await sink.flush();
            if (expected) options.onProgress?.(progress(share(timeline.position())));
          };
          return decodeTrack(source, container, chosen, { ...sink, flush });
        },
        signal,
      );
      return { ...sound, trouble: result };
    };
    // Of several channels it is not known yet whether once is enough.
    const once = (chosen.channels ?? 1) > 1 ? 0.5 : 1;
    let decoded = await pass(first, 1, (done) => done * once);
    const plan = first.plan(options.channels ?? 'auto');
    if (!plan) throw nothingDecoded(label, container, decoded.trouble);
    const tracks = plan.tracks.length > 1 ? plan.tracks.length : 0;
    if (!isFirstMixdown(plan)) {
      await checkSpace(spoolFolder, decoded.samples / sampleRate, tracks);
      decoded = await pass(createMixdown(plan), 1 + tracks, (done) => once + done * (1 - once));
    }
    const { samples, contentFp, acoustic, trouble } = decoded;
    const sha256 = await hashing;
    const after = await stat(local).catch((cause) => {
      throw readingError(label, cause);
    });
    const changed = after.size !== before.size || after.mtime.getTime() !== before.modified.getTime();

    signal?.throwIfAborted();
    const files: string[] = [];
    for (let file = 0; file <= tracks; file++) {
      files.push(work.complete(contentFp, file));
      await rename(work.pcm(file), files[file]).catch((cause) => {
        throw spoolingError(spoolFolder, cause);
      });
    }
    options.onProgress?.(1);
    const fileName = fromStdin ? 'stdin' : basename(resolve(path));
    const modified = fromStdin ? null : before.modified;
    const { at, ...dating } = recordedAt(
      { tags: container.tags, fileName, modified },
      options.zone ?? 'UTC',
      options.now ?? Date.now(),
    );
    const hasVideo = container.streams.some((stream) => stream.picture);
    return {
      audio: { pcmPath: files[0], samples, tracks: files.slice(1) },
      recording: {
        path: fromStdin ? '-' : resolve(path),
        fileName,
        size: after.size,
        mime: mimeOf(container.format, extname(path).slice(1), hasVideo),
        duration: samples / sampleRate,
        recordedAt: at,
        dating,
        fingerprint: { sha256, contentFp, acoustic },
        warnings: warningsAbout(container, trouble, samples / sampleRate, changed),
        notes: plan.notes,
        ...(chosen.language && { language: chosen.language }),
      },
      container,
    };
  } finally {
    stopHashing.abort();
    await hashing?.catch(() => {});
    for (let file = 0; file < begun; file++) await rm(work.pcm(file), { force: true });
  }
}

/** Opens the file for nothing but the banner that ffmpeg prints about it: there may be no ffprobe beside it. */
async function readContainer(source: Source): Promise<Container> {
  const log = createFfmpegLog(source.path);
  const failure = await runFfmpeg(
    source,
    log,
    [],
    [{ target: '-', options: ['-c', 'copy', '-t', '0', '-f', 'null'] }],
  );
  const container = log.container();
  if (container) return container;
  if (failure && !/^ffmpeg exited with code/.test(failure.message)) throw ffmpegFailed(source.label, failure);
  throw notOpened(source.label, log.trouble());
}
