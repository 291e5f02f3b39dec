/** Strict readers of what the renderers write, independent of them. Times in milliseconds. */
export interface ReadCue {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** As written, with markup and escapes. */
  readonly payload: readonly string[];
}

export function readVtt(file: string): { header: string; notes: string[]; cues: ReadCue[] } {
  const blocks = file.replace(/\n$/, '').split('\n\n');
  const [header, ...rest] = blocks;
  const notes = rest.filter((block) => block.startsWith('NOTE'));
  const cues = rest
    .filter((block) => !block.startsWith('NOTE'))
    .map((block) => readCue(block.split('\n'), '.'));
  return { header, notes, cues };
}

export function readSrt(file: string): ReadCue[] {
  if (file === '') return [];
  if (!file.endsWith('\r\n\r\n')) throw new Error('the last cue has no empty line after it');
  return file
    .slice(0, -4)
    .split('\r\n\r\n')
    .map((block) => readCue(block.split('\r\n'), ','));
}

function readCue([id, times, ...payload]: readonly string[], point: string): ReadCue {
  const match = /^(\S+) --> (\S+)$/.exec(times);
  if (match === null || payload.length === 0) throw new Error(`not a cue: ${id} | ${times}`);
  return { id, start: readClock(match[1], point), end: readClock(match[2], point), payload };
}

function readClock(clock: string, point: string): number {
  const match = /^(\d{2,}):([0-5]\d):([0-5]\d)([.,])(\d{3})$/.exec(clock);
  if (match === null || match[4] !== point) throw new Error(`not a time: ${clock}`);
  return ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000 + Number(match[5]);
}

/** The voice and the lines of a WebVTT cue, as a browser would show them. */
export function readVoice(cue: ReadCue): { name: string; lines: string[] } {
  const match = /^<v ([^<>\n]+)>([^<>]*)<\/v>$/.exec(cue.payload.join('\n'));
  if (match === null) throw new Error(`not one voice: ${cue.payload.join('|')}`);
  if (/&(?!amp;|lt;|gt;)/.test(match[0])) throw new Error(`a bare ampersand: ${match[0]}`);
  const plain = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return { name: plain(match[1]), lines: plain(match[2]).split('\n') };
}
