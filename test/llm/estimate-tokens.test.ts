import { expect, it } from 'vitest';
import { estimateTokens } from '../../src/llm/estimate-tokens.js';

// Counted with the packages gpt-tokenizer 3 (o200k, cl100k), llama-tokenizer-js, llama3-tokenizer-js and mistral-tokenizer-js.
it.each([
  [
    'The team decided to ship the new format on Friday, and Maya will write the release notes until then.',
    [21, 21, 22, 21, 22],
  ],
  [
    'Das Team hat beschlossen, das neue Format am Freitag auszuliefern, und Maya schreibt bis dahin die Versionshinweise.',
    [25, 31, 34, 31, 37],
  ],
  [
    'Tiimi päätti julkaista uuden muodon perjantaina, ja Maija kirjoittaa julkaisutiedot siihen mennessä.',
    [27, 37, 40, 37, 42],
  ],
  [
    'Команда решила выпустить новый формат в пятницу, а Майя до этого напишет примечания к выпуску.',
    [26, 42, 36, 31, 38],
  ],
  ['团队决定星期五发布新格式,在那之前玛雅会写发布说明。', [18, 26, 35, 19, 29]],
  ['[12] Maya 0:12:34: 3.5 % of 1,250,000 EUR in Q3 2026', [30, 30, 41, 30, 41]],
])('%s', (text, [o200k, cl100k, llama2, llama3, mistral]) => {
  const estimated = estimateTokens(text);
  expect(estimated).toBeGreaterThanOrEqual(Math.max(o200k, llama3));
  expect(estimated).toBeGreaterThanOrEqual(Math.max(cl100k, llama2, mistral) * 0.875);
  expect(estimated).toBeLessThan(2 * Math.max(cl100k, llama2, mistral));
});
