/** What ffmpeg reports to be wrong with a file. */
export interface Trouble {
  /** Places with data that the decoder could not use. */
  readonly damaged: number;
  /** ffmpeg noticed that the file ends too early. */
  readonly cutOff: boolean;
  /** The format is known, but not one of those allowed. */
  readonly refused: boolean;
  /** The container does not state a length: it was guessed from the bit rate. */
  readonly guessed: boolean;
  /** It asked for more memory than it may have. */
  readonly memory: boolean;
  /** It was told to end by the limit of its processor time. */
  readonly overtime: boolean;
  /** The first error, without addresses and paths. */
  readonly reason: string;
}

export interface FfmpegLog {
  push(line: string): void;
  trouble(): Trouble;
}

/** Longer lines quote somebody's text. */
const lineLength = 2000;

/** Lines at these levels never quote a tag of the file; those at `[info]` do. */
const report = /^(?:\[[^\]]* @ 0x[\da-f]+\] )*\[(warning|error|fatal|panic)\] (.*)$/;
const damage = /^Error while decoding stream|^Error submitting packet to decoder|^PES packet size mismatch/;
const cut =
  /, partial file$|: partial file$|^Read error|filesize and duration do not match|ended prematurely|^Truncating packet/;
const memory = /Cannot allocate memory|Could not allocate|Failed to allocate|[Oo]ut of memory/;
/** ffmpeg says so when SIGXCPU (24, on every system) makes it end. */
const overtimeLine = /^\[info\] Exiting normally, received signal 24\.$/;
const corrupt = /corrupt input packet|^Packet corrupt/;

/**
 * Collects what is wrong with one input from the lines of ffmpeg or ffprobe, run with `-loglevel level+...`.
 *
 * @param path the name under which it was opened.
 * @param transport whether the input is a transport stream.
 */
export function createFfmpegLog(path: string, transport = false): FfmpegLog {
  let damaged = 0;
  let cutOff = false;
  let refused = false;
  let guessed = false;
  let outOfMemory = false;
  let overtime = false;
  let reason = '';
  return {
    push(line) {
      if (overtimeLine.test(line)) overtime = true;
      const [, level, text] = report.exec(line.slice(0, lineLength)) ?? [];
      if (text === undefined) return;
      if (damage.test(text)) damaged++;
      if (cut.test(text)) cutOff = true;
      // In a transport stream some packet was lost; in any other file the last packet is incomplete.
      if (corrupt.test(text)) {
        if (transport) damaged++;
        else cutOff = true;
      }
      if (memory.test(text)) outOfMemory = true;
      if (text.startsWith('Format not on whitelist')) refused = true;
      if (text.startsWith('Estimating duration from bitrate')) guessed = true;
      if (!reason && level !== 'warning')
        reason = text
          .replaceAll(`file:${path}`, '')
          .replaceAll(path, '')
          .replace(/^(: )?/, '')
          .trim();
    },
    trouble: () => ({ damaged, cutOff, refused, guessed, memory: outOfMemory, overtime, reason }),
  };
}
