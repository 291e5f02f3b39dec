import { describe, expect, it } from 'vitest';
import { chooseChannels } from '../../../src/audio/channels/choose.js';
import { planChannels } from '../../../src/audio/channels/plan.js';
import { createChannelSurvey } from '../../../src/audio/channels/survey.js';
import { interleaved, later, noise, scaled, summed, swapped, turnOf, voice } from './channel-sounds.js';

const seconds = 24;
const maya = voice(1, seconds);
const tom = voice(2, seconds);
const angus = voice(3, seconds);
const silent = new Float32Array(maya.length);
const both = summed(turnOf(maya, 0, 2), turnOf(tom, 1, 2), noise(9, seconds, 1e-4));

function survey(channels: readonly Float32Array[]) {
  const listener = createChannelSurvey(channels.length);
  const samples = interleaved(channels);
  // Pieces of an odd length, as they come from a decoder.
  const piece = 1153 * channels.length;
  for (let at = 0; at < samples.length; at += piece) listener.push(samples.subarray(at, at + piece));
  return listener.finish();
}

/** Weights of each track, rounded. */
function tracks(channels: readonly Float32Array[], mode: 'auto' | 'mix' | 'split' = 'auto') {
  return chooseChannels(survey(channels), mode).tracks.map(({ weights }) =>
    weights.map((weight) => Math.round(weight * 100) / 100 + 0),
  );
}

describe('one track, when the channels hear the same people', () => {
  const hum = Float32Array.from(maya, (_, i) => 0.1 * Math.sin((2 * Math.PI * 50 * i) / 16_000));
  it.each<[string, readonly Float32Array[], readonly number[]]>([
    ['mono', [both], [1]],
    ['mono as stereo', [both, both], [0.5, 0.5]],
    ['nearly the same, one with more noise', [both, summed(both, noise(5, seconds, 0.003))], [0.5, 0.5]],
    [
      'voices placed between left and right',
      [
        summed(turnOf(maya, 0, 2), scaled(turnOf(tom, 1, 2), 0.5)),
        summed(scaled(turnOf(maya, 0, 2), 0.5), turnOf(tom, 1, 2)),
      ],
      [0.5, 0.5],
    ],
    ['opposite phase', [both, scaled(both, -1)], [1, 0]],
    ['nearly opposite phase', [both, summed(scaled(both, -0.9), noise(5, seconds, 1e-3))], [1, 0]],
    ['opposite phase, half as loud', [both, scaled(both, -0.5)], [1, 0]],
    ['opposite phase, 1 sample late', [both, scaled(later(both, 1), -1)], [1, 0]],
    ['opposite phase, 1 ms late', [both, scaled(later(both, 16), -1)], [1, 0]],
    ['one person alone in opposite phase', [both, swapped(both, scaled(both, -1))], [1, 0]],
    [
      'opposite phase in the last quarter',
      [both, both.map((x, i) => (i < 0.75 * both.length ? x : -x))],
      [1, 0],
    ],
    ['opposite phase for two seconds', [both, both.map((x, i) => (i < 22 * 16_000 ? x : -x))], [1, 0]],
    ['a copy 20 ms late', [both, later(both, 320)], [1, 0]],
    ['one side digitally silent', [both, silent], [1, 0]],
    ['the other side, too', [silent, both], [0, 1]],
    ['one side silent but for dither', [both, noise(5, seconds, 2 ** -15)], [1, 0]],
    ['one side hum', [both, hum], [1, 0]],
    ['one side steady noise', [both, noise(5, seconds, 0.05)], [1, 0]],
    ['one side nothing but what leaks into it', [both, scaled(both, 0.01)], [1, 0]],
    ['three channels, one of them inverted', [both, both, scaled(both, -1)], [0.5, 0.5, 0]],
    ['silence everywhere', [silent, silent], [0.5, 0.5]],
    ['nothing but noise everywhere', [noise(5, seconds, 0.01), noise(6, seconds, 0.01)], [0.5, 0.5]],
  ])('%s', (_, channels, weights) => {
    expect(tracks(channels)).toEqual([weights]);
  });

  it('two microphones in one room, each nearer to one person', () => {
    const near = [turnOf(maya, 0, 2), turnOf(tom, 1, 2)];
    const far = near.map((person) => scaled(later(person, 22), 0.5));
    const room = [summed(near[0], far[1]), summed(near[1], far[0])];
    const chosen = tracks(room.map((heard, c) => summed(heard, noise(7 + c, seconds, 2e-4))));
    expect(chosen).toHaveLength(1);
    for (const weight of chosen[0]) expect(weight).toBeGreaterThanOrEqual(0);
  });

  it('the difference of two channels if nothing else keeps everybody', () => {
    const center = turnOf(angus, 2, 3);
    const left = summed(turnOf(maya, 0, 3), center);
    const right = summed(turnOf(tom, 1, 3), scaled(center, -1));
    expect(tracks([left, right])).toEqual([[0.5, -0.5]]);
  });
});

it('one track, when a damaged file holds numbers that no sound can be', () => {
  for (const value of [3e38, -3e38, Number.NaN, Number.POSITIVE_INFINITY]) {
    const survey = createChannelSurvey(2);
    survey.push(new Float32Array(64_000).fill(value));
    expect(planChannels(survey.finish()).tracks).toHaveLength(1);
  }
});

describe('a track for each person', () => {
  const half = (person: Float32Array, turn: number, persons: number) => turnOf(person, turn, persons);
  it.each<[string, readonly Float32Array[], readonly (readonly number[])[]]>([
    [
      'two who take turns',
      [half(maya, 0, 2), half(tom, 1, 2)],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'two who speak at once all the time',
      [maya, tom],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'with noise in both channels',
      [summed(half(maya, 0, 2), noise(5, seconds, 1e-3)), summed(half(tom, 1, 2), noise(6, seconds, 1e-3))],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'each leaks into the other, 18 dB softer',
      [
        summed(half(maya, 0, 2), scaled(half(tom, 1, 2), 0.125)),
        summed(half(tom, 1, 2), scaled(half(maya, 0, 2), 0.125)),
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'the echo of one comes back 150 ms late',
      [half(maya, 0, 2), summed(half(tom, 1, 2), scaled(later(half(maya, 0, 2), 2400), 0.1))],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'one is 40 dB softer',
      [half(maya, 0, 2), scaled(half(tom, 1, 2), 0.01)],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'one says a single word in a noisy channel',
      [
        maya,
        summed(
          noise(6, seconds, 1e-3),
          tom.map((x, i) => (Math.floor(i / 8000) === 21 ? x : 0)),
        ),
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'three channels, two of them one room',
      [half(maya, 0, 2), half(tom, 1, 2), scaled(half(tom, 1, 2), 0.7)],
      [
        [1, 0, 0],
        [0, 0.5, 0.5],
      ],
    ],
    [
      'four of twelve, the others silent',
      [
        half(maya, 0, 4),
        silent,
        silent,
        half(tom, 1, 4),
        silent,
        silent,
        silent,
        half(angus, 2, 4),
        silent,
        silent,
        silent,
        half(voice(4, seconds), 3, 4),
      ],
      [0, 3, 7, 11].map((own) => Array.from({ length: 12 }, (_, c) => Number(c === own))),
    ],
  ])('%s', (_, channels, expected) => {
    expect(tracks(channels)).toEqual(expected);
  });

  it('also if every sum would lose somebody', () => {
    const [a, b, c, d] = [maya, tom, angus, voice(4, seconds)].map((who, i) => turnOf(who, i, 4));
    // Left alone, right alone, both upside down, both the right way up.
    expect(tracks([summed(a, c, d), summed(b, scaled(c, -1), d)])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('or not, when one track is asked for; and always, when each is', () => {
    expect(tracks([half(maya, 0, 2), half(tom, 1, 2)], 'mix')).toEqual([[0.5, 0.5]]);
    expect(tracks([both, scaled(both, -1)], 'mix')).toEqual([[1, 0]]);
    const [left, right] = [summed(maya, scaled(tom, 0.25)), summed(tom, scaled(maya, 0.25))];
    expect(tracks([left, right], 'split')).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(tracks([both, both], 'split')).toEqual([[0.5, 0.5]]);
  });
});

describe('the note', () => {
  it.each<[string, readonly Float32Array[], string]>([
    [
      'inverted',
      [both, scaled(both, -1)],
      'The right channel is, at times or throughout, in opposite phase, so a mix would cancel voices. Only the left channel was used.',
    ],
    ['silent', [silent, both], 'The left channel is silent. Only the right channel was used.'],
    ['the same', [both, both], 'Both channels hold the same sound.'],
    [
      'late',
      [both, later(both, 320)],
      'The right channel repeats the left channel 20.0 ms later. Only the left channel was used.',
    ],
    ['apart', [maya, tom], 'Each channel has voices of its own: left and right were transcribed separately.'],
    [
      'apart, of three',
      [maya, silent, tom],
      'Channel 2 of 3 is silent. Channels have voices of their own: 1 and 3 of 3 were transcribed separately.',
    ],
    ['soft', [scaled(both, 1e-3)], 'The sound was made louder by 60 dB: it was very soft.'],
  ])('%s', (_, channels, sentence) => {
    const notes = planChannels(survey(channels)).notes.join(' ');
    if (sentence.includes('60 dB'))
      expect(notes).toMatch(/^The sound was made louder by \d\d dB: it was very soft\.$/);
    else expect(notes).toBe(sentence);
  });

  it('is empty for usual mono', () => {
    expect(planChannels(survey([both])).notes).toEqual([]);
  });
});
