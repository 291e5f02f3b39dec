import { expect, test } from 'vitest';
import { compressionRatio, letterRatio } from '../../src/asr/compression-ratio.js';

test('loops compress better than speech', () => {
  expect(compressionRatio('We decided in March that the format stays as it is.')).toBeLessThan(1.2);
  expect(compressionRatio('thank you very much. '.repeat(12))).toBeGreaterThan(2.4);
  expect(compressionRatio('')).toBe(0);
});

test('by letters every script compresses alike, and ASCII as by its bytes', () => {
  const english = 'We decided in March that the format stays as it is.';
  expect(letterRatio(english)).toBe(compressionRatio(english));
  const tamil =
    'அன்பிலான எல்லாம் தமக்கும் குரியார் அன்புடையார் என்பும் ஒரு யர்ப்பிரர்க்கு. சிங்கத்தின் கூட்டமென்றும் சிரியோருக்கு நாமகம் செய்யில்லை.';
  expect(compressionRatio(tamil)).toBeGreaterThan(2.2);
  expect(letterRatio(tamil)).toBeLessThan(1.6);
  for (const loop of ['தமக்கும் எல்லாம் ', 'спасибо за просмотр ', '请不吝点赞', 'thank you very much. '])
    expect(letterRatio(loop.repeat(14)), loop).toBeGreaterThan(2.4);
  const many = Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i * 7)).join('');
  expect(letterRatio(many)).toBeLessThan(1);
  expect(letterRatio(many + many + many)).toBeLessThan(2.4);
  expect(letterRatio(many.repeat(9))).toBeGreaterThan(2.4);
  expect(letterRatio('')).toBe(0);
});
