import { expect, it } from 'vitest';
import { jsonTranscriptSchema, renderJson } from '../../src/render/json.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderVtt } from '../../src/render/vtt.js';
import { meeting, turn, words } from './meetings.js';

it('names the network that heard who speaks when, if the meeting does', () => {
  const unheard = meeting([turn('S1', words('Good morning.', 0))]);
  const models = { ...unheard.models, segmentation: 'nemotron' };
  const heard = { ...unheard, models };
  expect(renderMarkdown(heard)).toContain('"\n  segmentation: "nemotron"\n  voice: ');
  expect(renderVtt(heard)).toContain('\nsegmentation: nemotron\nvoice: ');
  expect(jsonTranscriptSchema.parse(JSON.parse(renderJson(heard))).models).toEqual(models);
  for (const render of [renderMarkdown, renderVtt, renderJson])
    expect(render(unheard)).not.toContain('segmentation');
});
