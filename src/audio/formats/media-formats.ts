/**
 * The demuxers of ffmpeg that may open a recording: containers and raw streams that hold their own sound. ffmpeg itself
 * refuses all others (`-format_whitelist`), above all formats that point at other files or hosts (hls, dash, concat,
 * sdp, rtsp, image sequences, ...), even behind a harmless name.
 */
export const recordingDemuxers: readonly string[] = (
  'wav w64 aiff caf au sox voc ircam paf pvf nistsphere avr wve ast mp3 aac ac3 eac3 flac ogg ape wv ' +
  'tta tak mpc mpc8 shn oma dsf amr amrnb amrwb g722 g729 gsm sbc sln qcp dss xwma dts dtshd truehd mov ' +
  'mp4 m4a 3gp 3g2 matroska webm avi asf asf_o flv live_flv rm nut mpegts mpeg mxf gxf dv wtv aa loas ' +
  'alaw mulaw wsd iff act adx rso'
).split(' ');

/** Media type by the name of the demuxer: for sound alone, and with video. */
const mimes: Readonly<Record<string, readonly [audio: string, video?: string]>> = {
  wav: ['audio/wav'],
  w64: ['audio/x-w64'],
  aiff: ['audio/aiff'],
  caf: ['audio/x-caf'],
  au: ['audio/basic'],
  mp3: ['audio/mpeg'],
  aac: ['audio/aac'],
  ac3: ['audio/ac3'],
  flac: ['audio/flac'],
  ogg: ['audio/ogg', 'video/ogg'],
  ape: ['audio/x-ape'],
  wv: ['audio/x-wavpack'],
  amr: ['audio/amr'],
  mov: ['audio/mp4', 'video/mp4'],
  matroska: ['audio/x-matroska', 'video/x-matroska'],
  avi: ['video/x-msvideo'],
  asf: ['audio/x-ms-wma', 'video/x-ms-asf'],
  flv: ['video/x-flv'],
  rm: ['audio/vnd.rn-realaudio', 'application/vnd.rn-realmedia'],
  mpegts: ['video/mp2t'],
  mpeg: ['video/mpeg'],
  mxf: ['application/mxf'],
};

/** Formats that share a demuxer, by the extension of the file. */
const mimesByExtension: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  mov: {
    mov: ['video/quicktime', 'video/quicktime'],
    '3gp': ['audio/3gpp', 'video/3gpp'],
    '3g2': ['audio/3gpp2', 'video/3gpp2'],
  },
  matroska: { webm: ['audio/webm', 'video/webm'] },
};

/** The media type of a recording, by the demuxer that opened it (ffmpeg's list of names) and its extension. */
export function mimeOf(format: string, extension: string, hasVideo: boolean): string {
  const name = format.split(',')[0];
  const types = mimesByExtension[name]?.[extension.toLowerCase()] ?? mimes[name];
  if (!types) return 'application/octet-stream';
  return (hasVideo ? types[1] : undefined) ?? types[0];
}

const playlistStarts: readonly (readonly [start: RegExp, kind: string])[] = [
  [/^#EXTM3U/, 'an M3U playlist'],
  [/^(ff)?concat version/i, 'a list of files for ffmpeg (ffconcat)'],
  [/^v=0\s/, 'a session description (SDP)'],
  [/^\[playlist\]/i, 'a PLS playlist'],
  [/^\[reference\]/i, 'a list of addresses (ASX)'],
  [/^<asx\b/i, 'an ASX playlist'],
  [/^<(\?xml[^>]*\?>\s*(<!--.*?-->\s*)*<)?(mpd|smil|playlist|smoothstreamingmedia)\b/is, 'an XML playlist'],
  [/^RTSPtext|^SMILtext|^rtsp:/i, 'a reference to a stream'],
];
const playlistExtensions = /^(m3u8?|pls|asx|wax|wvx|wpl|xspf|ffconcat|concat|sdp|mpd|smil?|ram|cue)$/i;

/** The kind of playlist that a file is, by its first bytes and its extension; undefined if it is none. */
export function playlistKind(head: Uint8Array, extension: string): string | undefined {
  const start = new TextDecoder('latin1').decode(head.subarray(0, 2048)).replace(/^(\xef\xbb\xbf)?\s*/, '');
  const known = playlistStarts.find(([pattern]) => pattern.test(start));
  if (known) return known[1];
  return playlistExtensions.test(extension) && isText(head)
    ? `a .${extension.toLowerCase()} playlist`
    : undefined;
}

/** Whether the first bytes of a file are plain text (UTF-8 without control characters), as in no recording. */
export function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  for (const byte of head)
    if (byte === 127 || (byte < 32 && (byte < 8 || byte > 13) && byte !== 27)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
