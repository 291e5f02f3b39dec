import { findFfmpeg } from './ffmpeg/find.js';
import { readContainer } from './ffmpeg/probe.js';

/** How many audio streams a local file has. @throws ScribeError RECORDING when it cannot be opened. */
export async function countStreams(
  path: string,
  options: { readonly label: string; readonly ffmpeg?: string; readonly signal?: AbortSignal },
): Promise<number> {
  const { label, ffmpeg, signal } = options;
  const program = await findFfmpeg({ override: ffmpeg });
  const { streams } = await readContainer({ program: program.path, path, label, signal });
  return streams.filter(({ kind }) => kind === 'audio').length;
}
