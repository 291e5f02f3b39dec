/*
 * Where to look: formats/ knows the bytes of files; ffmpeg/, which imports only formats/, runs the program and reads its
 * answers; channels/ and fingerprint/ see nothing but samples. The files beside this one join them: a recording is
 * opened, its track is decoded onto a timeline, mixed, fingerprinted, and spooled to disk.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { recordedAt } from '../domain/recorded-at.js';
import { type Audio, type ChannelMode, type Recording, sampleRate } from '../domain/recording.js';
import { allTags, type Container } from './ffmpeg/container.js';
import { findFfmpeg } from './ffmpeg/find.js';
import type { Source } from './ffmpeg/run.js';
import { mimeOf } from './formats/media-formats.js';
import { hashInput, inspectInput, readingError } from './input-file.js';
import { openRecording } from './open-recording.js';
import { spoolingError, workFiles } from './spool-folder.js';
import { spoolRecording } from './spool-recording.js';

export interface DecodeOptions {
  /** Folder of the cache, made if needed: the decoded audio stays in it, in files of its own. */
  readonly spoolFolder: string;
  /** Position among the audio tracks of the container, from 0; by default `chooseTrack` decides. */
  readonly stream?: number;
  /** Whether the other streams are decoded as well, as tracks of the same recording. */
  readonly ofSeveral?: boolean;
  /** What to make of several channels; by default what is heard in them decides. */
  readonly channels?: ChannelMode;
  /** An ffmpeg from the settings, instead of the newer one of `$PATH` and the bundle. */
  readonly ffmpeg?: string;
  /** Hex SHA-256 of the file, if it is known already. */
  readonly sha256?: string;
  /** The file to open, if the path is only what the recording is called: that of standard input is `-`. */
  readonly file?: string;
  /** IANA name of the time zone of recorders whose clocks do not state one; UTC by default. */
  readonly zone?: string;
  /** Milliseconds since 1970: no recording is from later. */
  readonly now?: number;
  readonly signal?: AbortSignal;
  /** Called with the share of the recording that is decoded, 0 to 1, if the container states its length. */
  readonly onProgress?: (share: number) => void;
}

export interface Decoded {
  readonly audio: Audio;
  readonly recording: Recording;
  /** Position of the track among those of the container, from 0. */
  readonly stream: number;
  /** What the file says about itself. */
  readonly container: Container;
}

/**
 * Decodes one audio stream of a local file into 16-bit mono PCM at 16 kHz on disk, and
 * computes the fingerprints on the way. ffmpeg reads the file; neither it nor the PCM is ever whole in memory.
 *
 * Sample 0 is time 0 of the recording: silence precedes a stream that starts late, and fills gaps between timestamps
 * (`createTimeline`).
 *
 * @throws ScribeError RECORDING when there is nothing to decode, OUTPUT when the cache folder cannot take it;
 *   the signal's reason within 100 ms of an abort. No files are left behind.
 */
export async function decodeAudio(path: string, options: DecodeOptions): Promise<Decoded> {
  const { spoolFolder, signal } = options;
  signal?.throwIfAborted();
  const program = await findFfmpeg({ override: options.ffmpeg });
  const work = await workFiles(spoolFolder);
  const stopHashing = new AbortController();
  let hashing: Promise<string> | undefined;
  /** How many working files may exist. */
  let begun = 0;
  try {
    const fromStdin = path === '-';
    const label = fromStdin ? 'standard input' : path;
    const local = resolve(options.file ?? path);
    const before = await inspectInput(local, label);
    hashing = options.sha256
      ? Promise.resolve(options.sha256)
      : hashInput(local, { signal: AbortSignal.any([stopHashing.signal, ...(signal ? [signal] : [])]) });
    hashing.catch(() => {});

    const source: Source = { program: program.path, path: local, label, signal };
    const opened = await openRecording(source, options.stream, options.ofSeveral);
    const spooled = await spoolRecording(opened, {
      path: (file) => {
        begun = Math.max(begun, file + 1);
        return work.pcm(file);
      },
      folder: spoolFolder,
      label,
      channels: options.channels ?? 'auto',
      signal,
      onProgress: options.onProgress,
    });
    const { samples, contentFp, acoustic, tracks, notes, warnings } = spooled;
    const sha256 = await hashing;
    const after = await stat(local).catch((cause) => {
      throw readingError(label, cause);
    });
    const changed = after.size !== before.size || after.mtime.getTime() !== before.modified.getTime();

    signal?.throwIfAborted();
    const files: string[] = [];
    for (let file = 0; file <= tracks.length; file++) {
      files.push(work.complete(contentFp, file));
      await rename(work.pcm(file), files[file]).catch((cause) => {
        throw spoolingError(spoolFolder, cause);
      });
    }
    options.onProgress?.(1);
    const { container, position, stream } = opened;
    const fileName = fromStdin ? 'stdin' : basename(resolve(path));
    const modified = fromStdin ? null : before.modified;
    const { at, ...dating } = recordedAt(
      { tags: allTags(container), fileName, modified },
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
        warnings: changed
          ? ['The file changed while it was read; its end may be missing.', ...warnings]
          : warnings,
        notes,
        tracks: tracks.map((label) => ({ label, start: 0, drift: 0, placed: 'file' })),
        ...(stream.language && { language: stream.language }),
      },
      container,
      stream: position,
    };
  } finally {
    stopHashing.abort();
    await hashing?.catch(() => {});
    for (let file = 0; file < begun; file++) await rm(work.pcm(file), { force: true });
  }
}
