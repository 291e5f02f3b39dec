import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderJson, transcriptSchema } from '../../src/render/json.js';
import { meeting, turn, wildMeeting, words } from './meetings.js';

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(transcriptSchema() as object);
const check = (value: unknown) => (validate(value) ? null : (validate.errors?.[0].instancePath ?? ''));

describe('the schema of transcript.json that is published', () => {
  it.each([1, 2, 3, 4])('takes what is written, however wild (%i)', (seed) => {
    expect(check(JSON.parse(renderJson(wildMeeting(seed))))).toBeNull();
  });

  it('refuses what is missing, added, or of another kind', () => {
    const good = JSON.parse(renderJson(meeting([turn('S1', words('Yes.', 1))])));
    expect(check(good)).toBeNull();
    expect(check({ ...good, version: 2 })).toBe('/version');
    expect(check({ ...good, turns: undefined, idea: 1 })).toBe('');
    expect(check({ ...good, turns: [{ ...good.turns[0], startMs: -1 }] })).toBe('/turns/0/startMs');
    expect(check({ ...good, turns: [{ ...good.turns[0], confidence: 1.5 }] })).toBe('/turns/0/confidence');
  });
});
