/** The formats that a meeting can be written in, in the order of the help: the values of `--format`. */
export const formatNames = [
  'md',
  'vtt',
  'srt',
  'json',
  'txt',
  'html',
  'docx',
  'csv',
  'tsv',
  'whisper-json',
  'whisperx-json',
  'rttm',
  'ctm',
  'stm',
  'textgrid',
  'eaf',
  'otr',
  'summary',
  'summary-json',
] as const;
export type FormatName = (typeof formatNames)[number];

/** The formats that are stored of a meeting unless others are asked for. */
export const formatsByDefault: readonly FormatName[] = ['md', 'vtt', 'srt', 'json', 'txt'];

/** Shapes of subtitles that have a name: the values of `--subtitles`. */
export const subtitlePresetNames = ['netflix', 'netflix-children', 'bbc', 'web', 'podcast'] as const;
export type SubtitlePresetName = (typeof subtitlePresetNames)[number];
