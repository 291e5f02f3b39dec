import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalizeEnglish } from '../../eval/normalize-english.js';
import {
  addErrors,
  alignWords,
  errorRate,
  parseStm,
  speakerWordErrors,
  type Utterance,
  wordErrors,
  wordsInOrder,
} from '../../eval/score-words.js';
import { repo } from '../shared.js';

const split = (text: string) => text.split(' ').filter(Boolean);
const errors = (reference: string, answer: string) => wordErrors(split(reference), split(answer));

describe('normalizing English', () => {
  it.each([
    // Case, punctuation, brackets, marks.
    ['Good morning, everyone!', 'good morning everyone'],
    ['"Yes" -- he said… <noise> [laughs] (quietly)', 'yes he said'],
    ['Café naïve Ærø', 'cafe naive aero'],
    ['well-known e-mail', 'well known email'],
    ['the U.S.A. at 9 a.m. sharp.', 'the usa at 9 am sharp'],
    // Contractions and short forms.
    ["It's Tom’s, isn't it?", 'it is tom is is not it'],
    ["I can't, won't and cannot", 'i can not will not and can not'],
    ["we're I'm they've you'll she'd", 'we are i am they have you will she would'],
    ["he's gone and I'd been", 'he has gone and i had been'],
    ["Let's go at ten o'clock 'cause I'm gonna", 'let us go at 10 oclock because i am going to'],
    ["the students' books", 'the students books'],
    ['Mr. and Mrs. Smith, Dr. Who', 'mister and missus smith doctor who'],
    // Fillers.
    ['Um, so, uh, mm-hmm, er, yes', 'so yes'],
    // Numbers.
    ['twenty one people', '21 people'],
    ['two hundred and five', '205'],
    ['two hundred and then', '200 and then'],
    ['a hundred, a thousand, a million', '100 1000 1000000'],
    ['three thousand four hundred and fifty six', '3456'],
    ['five million two thousand and one', '5002001'],
    ['2.3 million or 5 hundred', '2300000 or 500'],
    ['1,234,567 and 12,5', '1234567 and 12 5'],
    ['nineteen ninety nine, twenty twenty six, eighteen oh five', '1999 2026 1805'],
    ['the nineteen nineties and the 1990s and the 1990’s', 'the 1990s and the 1990s and the 1990s'],
    ['ten eleven twelve', '10 11 12'],
    ['nineteen hundred and two', '1902'],
    ['first second third fourth twenty first eleventh', '1st 2nd 3rd 4th 21st 11th'],
    ['one hundred and twelfth, two thousandth', '112th 2000th'],
    ['three point one four percent', '3.14 percent'],
    ['five point', '5 point'],
    ['3.14% & 7', '3.14 percent and 7'],
    ['$5, $1, £2.50 and $3 million', '5 dollars 1 dollar 2.50 pounds and 3000000 dollars'],
    ['007 and zero', '007 and 0'],
    ['with parties, month and seventeen thousand', 'with parties month and 17000'],
    // Spelling.
    ['colour favourite neighbours dishonoured', 'color favorite neighbors dishonored'],
    ['realise organisation analysed', 'realize organization analyzed'],
    ['centre theatres centred kilometre', 'center theaters centered kilometer'],
    ['catalogue dialogues catalogued', 'catalog dialogs cataloged'],
    ['defence licence practised travelling cancelled', 'defense license practiced traveling canceled'],
    ['fulfil skilful grey programme tyres', 'fulfill skillful gray program tires'],
    ['manoeuvre manoeuvred haemorrhage', 'maneuver maneuvered hemorrhage'],
    [
      'our four hours, promise, advertise, wise, more, fence',
      'our 4 hours promise advertise wise more fence',
    ],
    ['constructor toString __proto__', 'constructor tostring proto'],
    ['', ''],
    [' ... ', ''],
  ])('%s', (text, expected) => {
    expect(normalizeEnglish(text).join(' ')).toBe(expected);
  });

  it('leaves what is normal as it is', () => {
    const text = readFileSync(repo('examples', 'standup.stm'), 'utf8');
    for (const { text: said } of parseStm(text)) {
      const once = normalizeEnglish(said);
      expect(normalizeEnglish(once.join(' '))).toEqual(once);
    }
  });
});

describe('word errors', () => {
  it.each([
    ['', '', 0, 0, 0],
    ['a b c', 'a b c', 0, 0, 0],
    ['a b c', '', 0, 3, 0],
    ['', 'a b', 0, 0, 2],
    ['a b c', 'a x c', 1, 0, 0],
    ['a b c', 'a c', 0, 1, 0],
    ['a c', 'a b c', 0, 0, 1],
    ['a b c d', 'x b d e', 1, 1, 1],
    ['the cat sat on the mat', 'the cat sit on mat today', 1, 1, 1],
    // Two substitutions or one word right: the latter.
    ['a b', 'b c', 0, 1, 1],
    ['a a a a', 'a', 0, 3, 0],
  ])('"%s" heard as "%s"', (reference, answer, substitutions, deletions, insertions) => {
    const found = errors(reference, answer);
    expect(found).toEqual({ substitutions, deletions, insertions, reference: split(reference).length });
    const aligned = alignWords(split(reference), split(answer));
    expect(aligned.filter((w) => w.reference === null)).toHaveLength(insertions);
    expect(aligned.filter((w) => w.answer === null)).toHaveLength(deletions);
    expect(aligned.flatMap((w) => w.reference ?? []).join(' ')).toBe(reference);
    expect(aligned.flatMap((w) => w.answer ?? []).join(' ')).toBe(answer);
  });

  it('says which word was heard as which', () => {
    expect(alignWords(split('we meet at nine'), split('we met nine today'))).toEqual([
      { reference: 'we', answer: 'we' },
      { reference: 'meet', answer: null },
      { reference: 'at', answer: 'met' },
      { reference: 'nine', answer: 'nine' },
      { reference: null, answer: 'today' },
    ]);
  });

  it('agrees with the definition on all short texts', () => {
    const texts = ['', 'a', 'b', 'a a', 'a b', 'b a', 'a b a', 'b b a', 'a b b a', 'b a b'].map(split);
    const distance = (ref: string[], hyp: string[]): number => {
      if (ref.length === 0 || hyp.length === 0) return ref.length + hyp.length;
      const [, ...refRest] = ref;
      const [, ...hypRest] = hyp;
      if (ref[0] === hyp[0]) return distance(refRest, hypRest);
      return 1 + Math.min(distance(refRest, hypRest), distance(refRest, hyp), distance(ref, hypRest));
    };
    for (const ref of texts)
      for (const hyp of texts) {
        const { substitutions, deletions, insertions } = wordErrors(ref, hyp);
        expect(substitutions + deletions + insertions).toBe(distance(ref, hyp));
        expect(ref.length - deletions + insertions).toBe(hyp.length);
        expect(Math.min(substitutions, deletions, insertions)).toBeGreaterThanOrEqual(0);
      }
  });

  it('gives rates, also over several texts', () => {
    expect(errorRate(errors('a b c d', 'a x d'))).toBe(0.5);
    expect(errorRate(addErrors([errors('a b c d', 'a b c d'), errors('a', 'b c d')]))).toBe(0.6);
    expect(errorRate(errors('', ''))).toBe(0);
    expect(errorRate(errors('', 'thank you'))).toBe(1);
  });
});

const say = (speaker: string, start: number, text: string): Utterance => ({
  speaker,
  start,
  end: start + 1,
  text,
});

describe('word errors by speaker', () => {
  const reference = [say('Maya', 0, 'a b c'), say('Tom', 2, 'd e f'), say('Maya', 4, 'g h')];

  it('do not depend on what the speakers are called', () => {
    const answer = [say('S2', 0, 'a b c'), say('S1', 2, 'd e f'), say('S2', 4, 'g h')];
    const found = speakerWordErrors(reference, answer, split);
    expect(errorRate(found)).toBe(0);
    expect(found.reference).toBe(8);
    expect([...found.mapping]).toEqual([
      ['S2', 'Maya'],
      ['S1', 'Tom'],
    ]);
  });

  it('count right words of the wrong speaker', () => {
    const answer = [say('S1', 0, 'a b c'), say('S2', 2, 'd e f'), say('S2', 4, 'g h')];
    expect(speakerWordErrors(reference, answer, split)).toMatchObject({
      substitutions: 0,
      deletions: 2,
      insertions: 2,
      reference: 8,
    });
    expect(
      errors(wordsInOrder(reference, split).join(' '), wordsInOrder(answer, split).join(' ')),
    ).toMatchObject({ substitutions: 0, deletions: 0, insertions: 0 });
  });

  it('count a voice that was taken for two', () => {
    const answer = [say('S1', 0, 'a b c'), say('S2', 2, 'd e f'), say('S3', 4, 'g h')];
    const found = speakerWordErrors(reference, answer, split);
    expect(found).toMatchObject({ substitutions: 0, deletions: 2, insertions: 2 });
    expect([...found.mapping]).toEqual([
      ['S1', 'Maya'],
      ['S2', 'Tom'],
    ]);
  });

  it('count two voices that were taken for one', () => {
    const found = speakerWordErrors(reference, [say('S1', 0, 'a b c d e f g h')], split);
    expect(found).toMatchObject({ substitutions: 0, deletions: 3, insertions: 3, reference: 8 });
  });

  it('count all words of the reference when nobody is heard, and all of the answer when nobody speaks', () => {
    expect(speakerWordErrors(reference, [], split)).toMatchObject({
      deletions: 8,
      insertions: 0,
      reference: 8,
    });
    expect(speakerWordErrors([], reference, split)).toMatchObject({
      deletions: 0,
      insertions: 8,
      reference: 0,
    });
  });

  it('take the best pairing of all, not the best pair first', () => {
    // X-A saves most (8 of 8), but then Y has nothing in common with B; X-B and Y-A together save more.
    const both = [say('A', 0, 'p q r s'), say('B', 1, 'p q r t')];
    const answer = [say('X', 0, 'p q r s'), say('Y', 1, 'p q r s')];
    expect(speakerWordErrors(both, answer, split)).toMatchObject({
      substitutions: 1,
      deletions: 0,
      insertions: 0,
    });
    const crossed = [say('X', 0, 'p q r t'), say('Y', 1, 'p q u u')];
    const found = speakerWordErrors(both, crossed, split);
    expect(Object.fromEntries(found.mapping)).toEqual({ X: 'B', Y: 'A' });
    expect(found.substitutions).toBe(2);
  });

  it('put the words of a speaker in the order of time', () => {
    const answer = [say('S1', 4, 'g h'), say('S2', 2, 'd e f'), say('S1', 0, 'a b c')];
    expect(errorRate(speakerWordErrors(reference, answer, split))).toBe(0);
  });
});

describe('STM', () => {
  it('is read with labels, comments, silence and ignored segments', () => {
    const text = [
      ';; LABEL "O" "Overall"',
      'talk 1 Maya 0.600 4.681 Good morning.',
      'talk A Tom 5 9.5 <o,f0,male> The  tests',
      '',
      'talk 1 Tom 10 11',
      'talk 1 inter_segment_gap 11 12 <o,,> ignore_time_segment_in_scoring\r',
    ].join('\n');
    expect(parseStm(text)).toEqual([
      { speaker: 'Maya', start: 0.6, end: 4.681, text: 'Good morning.' },
      { speaker: 'Tom', start: 5, end: 9.5, text: 'The  tests' },
      { speaker: 'Tom', start: 10, end: 11, text: '' },
    ]);
  });

  it.each(['talk 1 Tom 10', 'talk 1 Tom ten 11 words', 'talk 1 Tom 12 11 words'])(
    'is refused: %s',
    (line) => {
      expect(() => parseStm(`;; fine\n${line}`)).toThrow('line 2');
    },
  );

  it('of the sample has 20 turns of three people', () => {
    const turns = parseStm(readFileSync(repo('examples', 'standup.stm'), 'utf8'));
    expect(turns).toHaveLength(20);
    expect(new Set(turns.map((t) => t.speaker))).toEqual(new Set(['Maya', 'Tom', 'Angus']));
  });
});
