import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeInsights } from '../../src/artifacts/refresh-insights.js';
import { formatsByDefault } from '../../src/domain/format-names.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { loadInsights } from '../../src/store/insights.js';
import { openStore } from '../../src/store/open-store.js';
import { areInsightsCurrent } from '../../src/store/save-insights.js';
import { createTestContext, type TestContext } from '../command-context.js';
import { meeting, turn, words } from '../render/meetings.js';
import { hasShared, shared } from '../shared.js';
import { at, begin, makeRecording, newId } from '../store/fixture.js';

/** Half of it is about one thing in ever other words, and half has the same words again and again. */
const said = [
  'The office wants one more report about the office.',
  'Another report for the office was written about the report.',
  'The plane from Lisbon landed two hours late.',
  'Our aircraft arrived far behind schedule again.',
  'Someone should water the green plants downstairs.',
  'Passengers complained about the delayed flight.',
  'The report about the report goes to the office.',
  'Their jet touched down long after midnight.',
];

/** A meeting in which that is said, in a store whose context has the text embedding model or not. */
function meetingOf({ withModel, language = 'en' }: { withModel: boolean; language?: string }) {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  if (withModel) {
    const folder = join(context.folders.models, 'all-minilm-l6-v2');
    cpSync(shared('models/all-minilm-l6-v2'), folder, { recursive: true });
  }
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => store.close());
  const turns = said.map((text, i) => ({ ...turn('S1', words(text, 5 * i)), language }));
  const begun = begin(store, makeRecording('office.ogg'), 1);
  const spoken = { ...meeting(turns), id: begun.meetingId, language };
  const asked = { style: 'verbatim', formats: formatsByDefault } as const;
  completeMeeting(store, { ...begun, meeting: spoken, ...asked, newId, now: at(2) });
  return { context, store, meetingId: begun.meetingId };
}

async function sentencesOf({ context, store, meetingId }: ReturnType<typeof meetingOf>) {
  await makeInsights(store, meetingId, context);
  const { summary, keyPoints } = loadInsights(store, meetingId)!;
  return [...summary, ...keyPoints].map(({ text }) => text);
}

it.skipIf(!hasShared)(
  'sentences are compared by their meaning where a model is installed, else by their words',
  async () => {
    const byWords = await sentencesOf(meetingOf({ withModel: false }));
    const byMeaning = await sentencesOf(meetingOf({ withModel: true }));
    expect(byWords.length).toBeGreaterThan(1);
    expect(byMeaning).not.toEqual(byWords);
    expect(await sentencesOf(meetingOf({ withModel: true }))).toEqual(byMeaning);
  },
);

it.skipIf(!hasShared)('a model that does not know the language is not asked', async () => {
  const german = { language: 'de' };
  expect(await sentencesOf(meetingOf({ withModel: true, ...german }))).toEqual(
    await sentencesOf(meetingOf({ withModel: false, ...german })),
  );
});

it.skipIf(!hasShared)('a model that is damaged is told, and the words are there', async () => {
  const made = meetingOf({ withModel: true });
  const context: TestContext = made.context;
  writeFileSync(join(context.folders.models, 'all-minilm-l6-v2', 'tokenizer.json'), '{');
  expect(await sentencesOf(made)).toEqual(await sentencesOf(meetingOf({ withModel: false })));
  expect(context.printed.err).toMatch(/warning: the sentences of a meeting are compared by their words/);
});

it('a transcript that another program corrects meanwhile is extracted again', async () => {
  const made = meetingOf({ withModel: false });
  let corrected = false;
  // The last thing that is asked for before they are saved.
  const now = () => {
    if (!corrected)
      made.store.sql("UPDATE transcript_segments SET text = replace(text, 'Lisbon', 'Porto')").run();
    corrected = true;
    return at(5);
  };
  const texts = await sentencesOf({ ...made, context: { ...made.context, now } });
  expect(texts.join(' ')).toContain('Porto');
  expect(texts.join(' ')).not.toContain('Lisbon');
  expect(areInsightsCurrent(made.store, made.meetingId)).toBe(true);
});
