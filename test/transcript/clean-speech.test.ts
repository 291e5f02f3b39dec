import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../src/domain/format-names.js';
import type { TranscriptStyle } from '../../src/domain/meeting.js';
import { renderArtifact } from '../../src/render/formats.js';
import { cleanTurn } from '../../src/transcript/clean-speech.js';
import { meeting, turn, words } from '../render/meetings.js';

const clean = (text: string, language = 'en') => cleanTurn({ ...turn('S1', words(text, 10)), language }).text;

describe('fillers', () => {
  it.each([
    ['Um, we should, uh, ship it.', 'We should, ship it.'],
    ['I, um, think so.', 'I think so.'],
    ['I, um think so.', 'I, think so.'],
    ['It was, er, fine.', 'It was fine.'],
    ['Apples, um, pears and nuts.', 'Apples, pears and nuts.'],
    ['We are done, um. And now?', 'We are done. And now?'],
    ['Right. Um, so what?', 'Right. So what?'],
    ['He said "um, maybe" twice.', 'He said "maybe" twice.'],
    ['He said "maybe, um" and "uh" left.', 'He said "maybe," and left.'],
    ['Uh-huh, yeah, uh', 'Uh-huh, yeah'],
    ['The ER, uh, is full.', 'The ER is full.'],
    ['Is it, erm?', 'Is it, erm?'],
    ['An umbrella and the ermine.', 'An umbrella and the ermine.'],
  ])('en: %s', (said, written) => {
    expect(clean(said)).toBe(written);
  });

  it.each([
    ['de', 'Äh, wir fahren um acht, ähm, nach Ulm.', 'Wir fahren um acht nach Ulm.'],
    ['de', 'Er kommt um drei.', 'Er kommt um drei.'],
    ['fr', 'Euh, je, euh, ne sais pas.', 'Je ne sais pas.'],
    ['es', '¿Eh, vamos mañana?', '¿Vamos mañana?'],
    ['it', 'Ehm, va bene.', 'Va bene.'],
    ['nl', 'Eh, hij is er niet.', 'Hij is er niet.'],
    ['pt', 'Hum, é um problema.', 'É um problema.'],
    ['sv', 'Hmm, um er.', 'Um er.'],
  ])('%s: %s', (language, said, written) => {
    expect(clean(said, language)).toBe(written);
  });

  it('an answer that is nothing else stays', () => {
    for (const answer of ['Hmm.', 'Mhm.', 'Uh-huh.', 'Um, um.', 'Uh... er.'])
      expect(clean(answer)).toBe(answer);
    expect(clean('Uh-huh, I see.')).toBe('Uh-huh, I see.');
  });

  it('so does a question', () => {
    expect(clean('Hm? What did you say?')).toBe('Hm? What did you say?');
  });
});

describe('repetitions', () => {
  it.each([
    ['The the plan is is fine.', 'The plan is is fine.'],
    ['We need the, the report.', 'We need the report.'],
    ['I I I think that was it.', 'I think that was it.'],
    ['And, um, and then we left.', 'And then we left.'],
    ['It was very very good, really, really good.', 'It was very very good, really, really good.'],
    ['He had had enough. No, no, no.', 'He had had enough. No, no, no.'],
    ['Call five five five now.', 'Call five five five now.'],
    ['Room 2 2 4.', 'Room 2 2 4.'],
    ['They play Duran Duran.', 'They play Duran Duran.'],
    ['We did it. It was good.', 'We did it. It was good.'],
  ])('%s', (said, written) => {
    expect(clean(said)).toBe(written);
  });

  it('what grammar doubles stays, and languages that are not known lose nothing', () => {
    expect(clean('Leute, die die Arbeit tun, und und so.', 'de')).toBe('Leute, die die Arbeit tun, und so.');
    expect(clean('Nous nous levons.', 'fr')).toBe('Nous nous levons.');
    expect(clean('sakta sakta nu', 'sv')).toBe('sakta sakta nu');
  });
});

describe('cut-off words', () => {
  it.each([
    ['Th- that is it.', 'That is it.'],
    ['We wan- we want it.', 'We want it.'],
    ['We should infor- inform them.', 'We should inform them.'],
    ['It is pre- and post-war stuff.', 'It is pre- and post-war stuff.'],
    ['Day -to -day business.', 'Day -to -day business.'],
    ['We were there—', 'We were there—'],
  ])('%s', (said, written) => {
    expect(clean(said)).toBe(written);
  });

  it('German halves stay', () => {
    expect(clean('Ein- und Ausgang', 'de')).toBe('Ein- und Ausgang');
  });
});

describe('a turn', () => {
  it('keeps the times of the words that stay, and its own', () => {
    const said = words('Um, the the plan holds.', 10);
    const cleaned = cleanTurn(turn('S1', said));
    expect(cleaned.words).toEqual([{ ...said[2], text: 'The' }, said[3], said[4]]);
    expect([cleaned.start, cleaned.end]).toEqual([said[0].start, said[4].end]);
  });

  it('that is written without spaces stays so, doubled words and all', () => {
    const said = [...'人人都好', 'hmm', '啊'].map((text, i) => ({ ...words(text, i)[0], glued: true }));
    const whole = { ...turn('S1', said, '人人都好hmm啊'), language: 'zh' };
    expect(cleanTurn(whole).text).toBe('人人都好啊');
  });

  it('without word times is cleaned by its text', () => {
    expect(cleanTurn(turn('S1', [], 'Um, the the plan.'))).toMatchObject({ text: 'The plan.', words: [] });
  });

  it('whose text is not that of its words is left alone, and one without fillers is the same object', () => {
    const edited = turn('S1', words('um the plan', 0), 'The plan, as edited.');
    expect(cleanTurn(edited)).toBe(edited);
    const fine = turn('S1', words('The plan holds.', 0));
    expect(cleanTurn(fine)).toBe(fine);
  });
});

it('md, vtt, srt and txt are written clean, the JSON is verbatim', async () => {
  const rendered = async (...[name, style]: [FormatName, TranscriptStyle]) =>
    new TextDecoder().decode((await renderArtifact(said, name, style)).bytes);
  const said = meeting([turn('S1', words('Um, we we ship it.', 0)), turn('S2', words('Hmm.', 3))]);
  for (const kind of ['md', 'vtt', 'srt', 'txt'] as const) {
    expect(await rendered(kind, 'clean')).toContain('We ship it.');
    expect(await rendered(kind, 'clean')).toContain('Hmm.');
    expect(await rendered(kind, 'verbatim')).toContain('Um, we we ship it.');
  }
  expect(await rendered('json', 'clean')).toBe(await rendered('json', 'verbatim'));
});
