import { join } from 'node:path';
import { encodeOpus } from '../audio/encode-opus.js';

/** Where the sound of a meeting comes from. */
interface SoundSource {
  /** Of the recording. */
  readonly path: string;
  /** Audio stream inside the container, counted from 0. */
  readonly stream: number;
  /** Hex SHA-256 of the recording. */
  readonly sha256: string;
}

export interface Sounds {
  /** Path of a recording as Opus, which is made when it is first asked for. @throws ScribeError RECORDING */
  opusOf(source: SoundSource): Promise<string>;
}

/**
 * Recordings as Opus, each made once.
 * @param folder for them; it is asked for when the first one is made, and is emptied by the caller.
 */
export function openSounds(folder: () => string, ffmpeg: string | null, signal: AbortSignal): Sounds {
  const making = new Map<string, Promise<string>>();
  return {
    opusOf({ path, stream, sha256 }) {
      const name = `${sha256}-${stream}.ogg`;
      const begun = making.get(name) ?? make(join(folder(), name), path, stream);
      making.set(name, begun);
      // What failed is tried again: the recording may be back.
      begun.catch(() => making.delete(name));
      return begun;
    },
  };

  async function make(to: string, path: string, stream: number): Promise<string> {
    await encodeOpus({ path, stream, to, ffmpeg, signal });
    return to;
  }
}
