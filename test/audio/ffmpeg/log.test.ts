import { describe, expect, it } from 'vitest';
import { createFfmpegLog } from '../../../src/audio/ffmpeg/log.js';

function logOf(text: string, transport = false) {
  const log = createFfmpegLog('/tmp/a.mp4', transport);
  for (const line of text.split('\n')) log.push(line);
  return log;
}

describe('createFfmpegLog', () => {
  it('gives the first error without addresses and paths', () => {
    const log = logOf(
      '[mov @ 0x1f] [error] moov atom not found\n[error] file:/tmp/a.mp4: Invalid data found',
    );
    expect(log.trouble()).toEqual({
      damaged: 0,
      cutOff: false,
      refused: false,
      guessed: false,
      memory: false,
      overtime: false,
      reason: 'moov atom not found',
    });
  });

  it.each([
    ['[wav @ 0x1] [warning] file:/tmp/a.mp4: corrupt input packet in stream 0', { cutOff: true, damaged: 0 }],
    ['[mov @ 0x1] [error] stream 0, offset 0x1a4ad: partial file', { cutOff: true, damaged: 0 }],
    ['[matroska,webm @ 0x1] [error] Read error', { cutOff: true, damaged: 0 }],
    ['[error] Error while decoding stream #0:0: Invalid data found', { cutOff: false, damaged: 1 }],
    [
      '[aist#0:0/aac @ 0x1] [error] Error submitting packet to decoder: Invalid',
      { cutOff: false, damaged: 1 },
    ],
    ['[concat @ 0x1] [error] Format not on whitelist', { refused: true }],
  ])('understands %s', (line, expected) => {
    expect(logOf(line).trouble()).toMatchObject(expected);
  });

  it('takes a lost packet of a transport stream for damage, not for the end', () => {
    const line = '[warning] file:/tmp/a.mp4: corrupt input packet in stream 1';
    expect(logOf(line, true).trouble()).toMatchObject({ cutOff: false, damaged: 1 });
  });

  it('takes no text of a file for a report', () => {
    const log = logOf(
      [
        '[info]     comment         : [error] Error while decoding stream #0:0: partial file, Packet corrupt',
        '[info]     title           : Read error',
        '[info]     artist          : [mp3 @ 0x1] [warning] Estimating duration from bitrate, this may be inaccurate',
        '[info]     comment         : Format not on whitelist',
      ].join('\n'),
    );
    expect(log.trouble()).toMatchObject({
      damaged: 0,
      cutOff: false,
      refused: false,
      guessed: false,
      reason: '',
    });
  });

  it('notices a length that was guessed', () => {
    const line = '[aac @ 0x1] [warning] Estimating duration from bitrate, this may be inaccurate';
    expect(logOf(line).trouble().guessed).toBe(true);
  });
});
