/** What scribe has to make of a small recording that is odd in one way (`../shared/cases/README.md`). */
export interface ExpectedCase {
  readonly name: string;
  /** Below the folder that `make` writes; several are ingested in one go. */
  readonly inputs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly status: number | readonly number[];
  /** Meetings that the store has in the end. */
  readonly meetings: number;
  /** Seconds, of the only meeting. */
  readonly duration?: number;
  readonly speakers?: number;
  readonly turns?: number;
  /** Every line of the .stm file stands at its place. */
  readonly words?: boolean;
  /** Each is found in what is printed, or in the warnings and notes of the transcript. */
  readonly says?: readonly RegExp[];
  /** No warning is printed or stored. */
  readonly quiet?: boolean;
  /** None of these is in the transcript. */
  readonly lacks?: readonly RegExp[];
}

const firstTwenty = { status: 0, meetings: 1, duration: 23, words: true, speakers: 2, turns: 4 } as const;
const spoken = { status: 0, meetings: 1, words: true } as const;

export const expectedCases: readonly ExpectedCase[] = [
  { name: 'switch', inputs: ['switch.ts'], ...spoken, duration: 40, speakers: 2 },
  { name: 'ms', inputs: ['ms.mp3'], ...spoken, duration: 27, speakers: 2 },
  { name: 'restart', inputs: ['restart.webm'], ...spoken, duration: 27, speakers: 2 },
  { name: 'gap', inputs: ['gap.mka'], status: 0, meetings: 1, says: [/0:12/] },
  { name: 'quarter', inputs: ['quarter.wav'], ...firstTwenty },
  { name: 'two-wavs', inputs: ['two-wavs.wav'], ...spoken, duration: 27 },
  { name: 'more', inputs: ['more.flac'], ...spoken, duration: 12 },
  { name: 'inv', inputs: ['inv.flac'], ...spoken, speakers: 2, turns: 16, says: [/channel/i] },
  { name: 'halfinv', inputs: ['halfinv.wav'], ...spoken, speakers: 2, turns: 16, says: [/channel/i] },
  { name: 'poly3', inputs: ['poly3.wav'], ...spoken, speakers: 3, says: [/channel/i] },
  { name: 'poly6', inputs: ['poly6.wav'], ...spoken, speakers: 6, says: [/channel/i] },
  { name: 'poly8', inputs: ['poly8.wav'], ...spoken, speakers: 8, says: [/channel/i] },
  { name: 'poly12', inputs: ['poly12.wav'], ...spoken, speakers: 3, says: [/channel/i] },
  { name: 'one-side', inputs: ['one-side.flac'], ...firstTwenty },
  { name: 'mono-as-stereo', inputs: ['mono-as-stereo.mp3'], ...firstTwenty },
  { name: 'first-silent', inputs: ['first-silent.mkv'], ...firstTwenty, says: [/Desktop sound/, /fra/] },
  {
    name: 'default-second',
    inputs: ['default-second.mkv'],
    ...firstTwenty,
    says: [/Video clip/, /fra/],
  },
  { name: 'soft', inputs: ['soft.wav'], ...spoken, speakers: 2, turns: 3 },
  { name: 'loud', inputs: ['loud.wav'], ...spoken, speakers: 2, turns: 3 },
  { name: 'dc', inputs: ['dc.wav'], ...spoken, speakers: 2, turns: 3 },
  { name: 'log-tags', inputs: ['log-tags'], status: 0, meetings: 5, quiet: true },
  { name: 'control-tags', inputs: ['control-tags'], status: 0, meetings: 2 },
  { name: 'chapters', inputs: ['chapters.mka'], ...firstTwenty, quiet: true },
  { name: 'lyrics', inputs: ['lyrics.m4a'], ...firstTwenty, quiet: true },
  { name: 'dates', inputs: ['dates'], env: { TZ: 'America/Los_Angeles' }, status: 0, meetings: 7 },
  { name: 'endings', inputs: ['endings'], status: 0, meetings: 14, says: [/2 passed over/] },
  { name: 'names', inputs: ['names'], status: 0, meetings: 2 },
  { name: 'fifo', inputs: ['fifo'], status: [0, 7], meetings: 1 },
  { name: 'fifo, by name', inputs: ['fifo/pipe.wav'], status: 3, meetings: 0, says: [/pipe/] },
  { name: 'loop', inputs: ['loop'], status: [0, 7], meetings: 1 },
  { name: 'loop, by name', inputs: ['loop/a.wav'], status: 3, meetings: 0 },
  { name: 'loop, a link to nothing', inputs: ['loop/gone.wav'], status: 3, meetings: 0 },
  { name: 'hold', inputs: ['hold/call-1.mp3', 'hold/call-2.mp3'], status: 0, meetings: 2 },
  {
    name: 'grown',
    inputs: ['grown/cut-off.wav', 'grown/whole.wav'],
    status: 0,
    meetings: 1,
    duration: 62,
    says: [/longer copy/],
  },
  {
    name: 'grown, the other way round',
    inputs: ['grown/whole.wav', 'grown/cut-off.wav'],
    status: 0,
    meetings: 1,
    duration: 62,
  },
  {
    name: 'six-times',
    inputs: ['six-times.flac'],
    ...spoken,
  },
  {
    name: 'hyphens',
    inputs: ['hyphens.flac'],
    status: 0,
    meetings: 1,
    lacks: [/\w -\w/],
  },
];
