import { expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import { jsonTranscriptSchema, renderJson } from '../../src/render/json.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderText } from '../../src/render/text.js';
import { makeMeeting, makeRecording } from '../store/fixture.js';

const german = { clusterId: 'S1', start: 1, end: 3, confidence: 0.9, language: 'de', words: [] };
const base = makeMeeting(makeRecording('a.ogg'), { id: '', displayName: 'Maya' }, 'id');
const meeting = {
  ...base,
  models: { ...base.models, translation: 'whisper-base-8bit' },
  turns: [
    { ...german, text: 'Guten Morgen.', translation: 'Good *morning*.' },
    {
      ...german,
      start: 4,
      end: 5,
      text: 'Danke sehr.',
      translation: 'Thanks.',
      translationIsOlder: true as const,
    },
    { ...german, start: 6, end: 7, language: 'en', text: 'Hello.' },
  ],
};

it('Markdown has a translation as a quotation below its turn, and says when it is older', () => {
  const markdown = renderMarkdown(meeting);
  expect(markdown).toContain(':** Guten Morgen.\n\n> *In English:* Good \\*morning\\*.\n');
  expect(markdown).toContain('> *In English:* Thanks. *(of the text before it was corrected)*\n');
  expect(markdown.match(/In English/g)).toHaveLength(2);
});

it('text has it as a second line, indented', () => {
  const text = renderText(meeting);
  expect(text).toContain(': Guten Morgen.\n    [in English] Good *morning*.\n\n');
  expect(text).toContain(': Danke sehr.\n    [in English, before the correction] Thanks.\n\n');
  expect(text).toMatch(/: Hello\.\n\n/);
});

it('JSON has it as a key of its turn, and the model that made it', () => {
  const json = jsonTranscriptSchema.parse(JSON.parse(renderJson(meeting)));
  expect(json.turns.map(({ translation, translationIsOlder }) => [translation, translationIsOlder])).toEqual([
    ['Good *morning*.', undefined],
    ['Thanks.', true],
    [undefined, undefined],
  ]);
  expect(json.models.translation).toBe('whisper-base-8bit');
});

it('the page has it below the turn', () => {
  expect(renderHtml(meeting).match(/class="translation"/g)).toHaveLength(2);
});
