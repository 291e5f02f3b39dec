import { describe, expect, it } from 'vitest';
import { reviewWords } from '../../../src/commands/review/review.js';
import { shortId } from '../../../src/domain/meeting.js';
import { passageOf } from '../../../src/domain/transcript.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { listEdits } from '../../../src/store/edits.js';
import { listOperations, undoOperation } from '../../../src/store/operations.js';
import { replaceTurns } from '../../../src/store/save-turns.js';
import { createTestContext } from '../../command-context.js';
import { at, newId, tempStore } from '../../store/fixture.js';
import { meetingOfVoices, voice } from '../../store/meeting-of-voices.js';

/** A meeting in which S1 says this: `the where.4 rural`, words with their confidence; .9 when nothing is said. */
function prepare(said: string, json = true) {
  const store = tempStore();
  const meetingId = meetingOfVoices(store, 'a.ogg', [{ vector: voice(0), seconds: 20 }]);
  const words = said.split(' ').map((word, i) => {
    const [text, confidence = '9'] = word.split('.');
    return { text, confidence: Number(`.${confidence}`), start: i, end: i + 0.9 };
  });
  const recognized = [{ ...passageOf(words), clusterId: 'S1', language: 'en' }];
  replaceTurns(store, { meetingId, turns: recognized, newId, now: at(3) });
  const run = async (options: Partial<Parameters<typeof reviewWords>[2]> = {}) => {
    const context = createTestContext({ home: store.home, json });
    await reviewWords(context, 'last', { worst: 20, ...options });
    return json ? JSON.parse(context.printed.out) : `${context.printed.out}${context.printed.err}`;
  };
  const turns = () => loadMeeting(store, meetingId).turns;
  return { store, meetingId, run, turns, text: () => turns()[0].text };
}

describe('the list of doubtful passages', () => {
  it('has numbers, the worst first, with what is said around them', async () => {
    const { run } = prepare('origins and the where.4 rural.7 sanitary district in Lower.5 Austria');
    expect(await run()).toMatchObject([
      { number: 1, text: 'where rural', before: 'origins and the', confidence: 0.4, speaker: 'Speaker 1' },
      { number: 2, text: 'Lower', after: 'Austria', start: 8 },
    ]);
    expect(await run({ worst: 1 })).toHaveLength(1);
  });

  it('can be read without JSON, and says how to decide', async () => {
    const { meetingId, run } = prepare('origins and the where.4 rural', false);
    expect(await run()).toBe(
      [
        'NO  TIME      SPEAKER    SURE  TEXT',
        '1   00:00:03  Speaker 1  0.40  origins and the [where] rural',
        `1 passage to review. Correct one with scribe review ${shortId(meetingId)} --set 1 'what was said', or --accept 1.`,
        '',
      ].join('\n'),
    );
    expect(await prepare('all is sure', false).run()).toBe('There is nothing to review.\n');
  });
});

describe('a correction', () => {
  it('is an edit that leaves nothing in doubt there; it can be undone', async () => {
    const { store, meetingId, run, turns, text } = prepare('the where.4 rural.6 district');
    const before = turns();
    const { decisions } = await run({ set: ['1', 'former rural'] });
    expect(decisions).toMatchObject([{ verdict: 'corrected', before: 'where rural', after: 'former rural' }]);
    expect(text()).toBe('the former rural district');
    expect(listEdits(store, meetingId)).toMatchObject([
      { kind: 'text', source: 'person', before: { text: 'where' }, after: { text: 'former' } },
    ]);
    expect(await run()).toEqual([]);
    expect(listOperations(store)).toHaveLength(1);
    undoOperation(store, { now: at(30) });
    expect(turns()).toEqual(before);
  });

  it('of several passages of a turn is about the list that was shown', async () => {
    const { run, text } = prepare('won.3 is the first and too.4 the second and tree.5 the third of them');
    await run({ set: ['2', 'number two', '1', 'One', '3', ''] });
    expect(text()).toBe('One is the first and number two the second and the third of them');
  });
});

describe('an acceptance', () => {
  it('takes the doubt away and changes no word; it can be undone', async () => {
    const { store, meetingId, run, turns, text } = prepare('Mount Tuggeranong.3 is far from high.5');
    const before = turns();
    expect((await run({ accept: ['1'] })).decisions).toMatchObject([
      { verdict: 'accepted', before: 'Tuggeranong', after: 'Tuggeranong' },
    ]);
    expect(text()).toBe('Mount Tuggeranong is far from high');
    expect(listEdits(store, meetingId)).toEqual([]);
    expect((await run()).map((passage: { text: string }) => passage.text)).toEqual(['high']);
    undoOperation(store, { now: at(30) });
    expect(turns()).toEqual(before);
  });
});

describe('what cannot be decided', () => {
  it.each([
    [{ set: ['4', 'x'] }, 'Reviewing the words: there is no passage 4 in the list.'],
    [{ accept: ['one'] }, 'Reviewing the words: there is no passage one in the list.'],
    [{ set: ['1'] }, 'Reading the flags: --set takes a number and a text.'],
    [{ set: ['1', 'x'], accept: ['1'] }, 'Reading the flags: passage 1 is decided twice.'],
  ])('%j changes nothing', async (options, message) => {
    const { run, text } = prepare('the where.4 rural');
    await expect(run(options)).rejects.toMatchObject({ code: 'USAGE', message });
    expect(text()).toBe('the where rural');
  });
});
