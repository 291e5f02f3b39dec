import { askFfmpeg } from './banner.js';
import { type Container, notOpened } from './container.js';
import { askFfprobe, ffprobeBeside } from './ffprobe.js';
import { createFfmpegLog } from './log.js';
import { ffmpegFailed, type Source } from './run.js';

/**
 * What a file says about itself, from the ffprobe beside the ffmpeg, or from ffmpeg where there is none.
 *
 * @throws ScribeError RECORDING when it is no recording that could be opened.
 */
export async function readContainer(source: Source): Promise<Container> {
  const ffprobe = await ffprobeBeside(source.program);
  if (ffprobe) {
    const log = createFfmpegLog(source.path);
    const container = await askFfprobe(ffprobe, source, log).catch((cause) => {
      source.signal?.throwIfAborted();
      if (cause.code === 'RECORDING') throw cause;
      // An ffprobe that does not run is no reason to give up: ffmpeg may.
      return undefined;
    });
    if (container) return container;
    if (container === null) throw notOpened(source.label, log.trouble());
  }
  const log = createFfmpegLog(source.path);
  const { container, failure } = await askFfmpeg(source, log);
  if (container) return container;
  if (failure && !/^ffmpeg exited with code/.test(failure.message)) throw ffmpegFailed(source.label, failure);
  throw notOpened(source.label, log.trouble());
}
