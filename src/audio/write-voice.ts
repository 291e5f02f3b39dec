import { type FileHandle, open, rm } from 'node:fs/promises';
import { sampleRate } from '../domain/recording.js';
import { joinSpans, type Span } from '../domain/time.js';
import { type PcmReader, withPcm } from '../features/pcm.js';
import { createFfmpegLog } from './ffmpeg/log.js';
import { ffmpegFailed, runFfmpeg } from './ffmpeg/run.js';

/** What one person says, to be heard alone. */
export interface Voice {
  /** Of one track or several: decoded audio of the whole recording, 16-bit mono PCM at 16 kHz without a header. */
  readonly parts: readonly { readonly pcmPath: string; readonly spans: readonly Span[] }[];
  /** The file that is made. */
  readonly to: string;
}

/** Samples over which a voice comes and goes at the bounds of a span, so that nothing clicks: 10 ms. */
const fade = 160;

/** Samples that are copied at once. */
const step = 1 << 16;

/**
 * Writes a FLAC that is as long as the recording and silent outside of the spans. Memory does not grow with its length.
 *
 * @param scratch a path of a working file, which is gone afterwards.
 * @throws ScribeError RECORDING when ffmpeg fails; the signal's reason when it is aborted.
 */
export async function writeVoice(
  { parts, to }: Voice,
  {
    program,
    scratch,
    signal,
  }: { readonly program: string; readonly scratch: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await writeWav(parts, scratch, signal);
    const log = createFfmpegLog(to);
    const target = { target: to, options: ['-c:a', 'flac', '-f', 'flac', '-map_metadata', '-1'] };
    const failure = await runFfmpeg({ program, path: scratch, label: to, signal }, log, [target], 'info');
    if (failure) throw ffmpegFailed(to, failure);
  } finally {
    await rm(scratch, { force: true });
  }
}

/** The spans in a WAV as long as the recording; the silence between them takes no room on the disk. */
async function writeWav(parts: Voice['parts'], path: string, signal: AbortSignal): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for (const { pcmPath, spans } of parts)
      await withPcm(pcmPath, async (pcm) => {
        await file.write(wavHeader(pcm.samples), 0, headerBytes, 0);
        await file.truncate(headerBytes + pcm.samples * 2);
        for (const span of joinSpans(spans)) await copySpan(pcm, span, file, signal);
      });
  } finally {
    await file.close();
  }
}

async function copySpan(
  pcm: PcmReader,
  { start, end }: Span,
  file: FileHandle,
  signal: AbortSignal,
): Promise<void> {
  const first = Math.max(0, Math.round(start * sampleRate));
  const last = Math.min(pcm.samples, Math.round(end * sampleRate));
  for (let at = first; at < last; at += step) {
    signal.throwIfAborted();
    const samples = new Float32Array(Math.min(step, last - at));
    pcm.read(at, samples);
    const bytes = new Int16Array(samples.length);
    for (let i = 0; i < samples.length; i++)
      bytes[i] = Math.round(samples[i] * 32768 * gainAt(at + i, first, last));
    await file.write(bytes, 0, bytes.byteLength, headerBytes + at * 2);
  }
}

/** 0 at the bounds of a span, 1 from the fade on. */
const gainAt = (sample: number, first: number, last: number): number =>
  Math.min(1, (sample - first + 1) / fade, (last - sample) / fade);

const headerBytes = 44;

/** The head of a WAV of 16-bit mono PCM at 16 kHz. */
function wavHeader(samples: number): Buffer {
  const head = Buffer.alloc(headerBytes);
  // Sizes have 32 bits: of what is longer than 37 hours, ffmpeg reads to the end of the file.
  const bytes = Math.min(samples * 2, 0xffffffff - headerBytes);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(bytes + headerBytes - 8, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return head;
}
