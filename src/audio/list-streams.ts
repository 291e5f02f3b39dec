import { titleOfStream } from './choose-track.js';
import { findFfmpeg } from './ffmpeg/find.js';
import { readContainer } from './ffmpeg/probe.js';

/**
 * What the audio streams of a local file are called, in order: `stream 0`, `stream 1 "Headset"`.
 * @throws ScribeError RECORDING when it cannot be opened.
 */
export async function listStreams(
  path: string,
  options: { readonly label: string; readonly ffmpeg?: string; readonly signal?: AbortSignal },
): Promise<readonly string[]> {
  const { label, ffmpeg, signal } = options;
  const program = await findFfmpeg({ override: ffmpeg });
  const { streams } = await readContainer({ program: program.path, path, label, signal });
  return streams
    .filter(({ kind }) => kind === 'audio')
    .map((stream, position) => {
      const title = titleOfStream(stream);
      return title ? `stream ${position} "${title}"` : `stream ${position}`;
    });
}
