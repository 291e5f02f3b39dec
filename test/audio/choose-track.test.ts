import { describe, expect, it } from 'vitest';
import { chooseTrack } from '../../src/audio/choose-track.js';
import { type Container, streamOf } from '../../src/audio/ffmpeg/container.js';

const track = (title: string, isDefault = false, language = 'eng') =>
  streamOf({ kind: 'audio', codec: 'opus', picture: false, isDefault, tags: { title, language } });
const file = (...streams: Container['streams']): Container => ({
  format: 'matroska,webm',
  start: 0,
  tags: {},
  streams,
});
const choose = (container: Container, silent: number[] = [], asked?: number) =>
  chooseTrack(container, asked, 'a.mkv', async (position) => silent.includes(position));

describe('chooseTrack', () => {
  it('takes the only one without a note and without listening', async () => {
    const never = () => Promise.reject(new Error('it listened'));
    const chosen = await chooseTrack(file(track('a')), undefined, 'a.mkv', never);
    expect(chosen).toMatchObject({ position: 0, notes: [] });
  });

  it.each([
    ['the one that is marked', [false, true, false], [], 1, 'which is marked as the default'],
    ['the first that is not silent', [false, false, false], [0], 1, 'the first that is not silent'],
    [
      'another than a marked one that is silent',
      [false, true, false],
      [1],
      0,
      'the first that is not silent',
    ],
    ['the first if all are marked', [true, true, true], [], 0, 'the first'],
    ['the marked one if all are silent', [false, true, false], [0, 1, 2], 1, 'though all of them are silent'],
  ])('takes %s', async (_, marks, silent, position, why) => {
    const tracks = marks.map((mark, i) => track(`T${i}`, mark, 'fra'));
    const chosen = await choose(file(...tracks), silent);
    expect(chosen.position).toBe(position);
    expect(chosen.notes[0]).toContain(`This is track ${position} "T${position}" (fra), ${why};`);
    for (const other of [0, 1, 2]) expect(chosen.notes[0]).toContain(`${other} "T${other}" (fra)`);
  });

  it('takes the one that was asked for, even if it is silent', async () => {
    const container = file(track('a', true), track('b'));
    expect(await choose(container, [1], 1)).toMatchObject({ position: 1 });
    await expect(choose(container, [], 2)).rejects.toThrow(/no audio stream 2/);
  });

  it('quotes a title in one line, without control characters', async () => {
    const { notes } = await choose(file(track('\u001b[31mred\u202e\nline\u009b'), track('b')));
    expect(notes[0]).toContain('0 "[31mred line" (eng)');
  });
});
