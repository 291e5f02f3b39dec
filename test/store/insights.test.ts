import { describe, expect, it } from 'vitest';
import type { ActionItem, Claim, Insights } from '../../src/domain/insights.js';
import { findRenderDebt, settleRenderDebt } from '../../src/store/artifacts.js';
import { digestInsights } from '../../src/store/digest-insights.js';
import { loadInsights } from '../../src/store/insights.js';
import { addMarker, listMarkers, removeMarker } from '../../src/store/notes.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import {
  areInsightsCurrent,
  failInsights,
  insightBasis,
  saveInsights,
} from '../../src/store/save-insights.js';
import { addTask, editTask, listTasks, moveTask } from '../../src/store/tasks.js';
import { turnIds } from '../../src/store/turns.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from './fixture.js';

function seeded() {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const turns = turnIds(store, meetingId);
  const claim = (text: string, turn: number): Claim => ({
    text,
    start: [0.1, 2, 8.5][turn],
    end: [1 / 3, 2.5, 12][turn],
    clusterId: ['S1', null, 'S2'][turn],
    turnIds: [turns[turn]],
  });
  const item: ActionItem = {
    ...claim('Send the offer to the customer.', 0),
    ownerClusterId: 'S2',
    ownerName: null,
    dueDate: '2026-01-31',
    quote: 'I will send the offer to the customer.',
  };
  const insights: Insights = {
    origin: 'extractive',
    summary: [claim('Good morning.', 0)],
    keyPoints: [claim('It is done.', 2)],
    decisions: [claim('We decided to keep the old format.', 2)],
    questions: [claim('Hm?', 0)],
    risks: [],
    actionItems: [item],
    chapters: [{ title: 'Format', start: 0.1, end: 12, turnIds: turns }],
    topics: ['format'],
  };
  const save = (changes: Partial<Insights> = {}, minute = 10) =>
    saveInsights(store, {
      meetingId,
      insights: { ...insights, ...changes },
      basis: insightBasis(store, meetingId),
      newId,
      now: at(minute),
    });
  return { store, meetingId, insights, item, claim, save, turns };
}

/** An operation, as a command makes it. */
function operation(store: ReturnType<typeof tempStore>, meetingId: string, work: () => void) {
  recordOperation(store, { kind: 'x', doing: 'x', summary: 'x', meetingId, now: at(20) }, work);
}

describe('insights', () => {
  it('of a transcript that was corrected meanwhile are saved if a model wrote them, and are not current', () => {
    const { store, meetingId, insights } = seeded();
    const basis = insightBasis(store, meetingId);
    store.sql("UPDATE transcript_segments SET text = 'Good evening.' WHERE position = 0").run();
    const save = (origin: Insights['origin']) =>
      saveInsights(store, { meetingId, insights: { ...insights, origin }, basis, newId, now: at(10) });
    expect(save('extractive')).toBe(null);
    expect(loadInsights(store, meetingId)).toBe(null);
    expect(save('llm:some')).toBe(true);
    expect(areInsightsCurrent(store, meetingId)).toBe(false);
  });

  it('come back as they were saved, and are written for other systems', () => {
    const { store, meetingId, insights, item, save } = seeded();
    expect(loadInsights(store, meetingId)).toBeNull();
    expect(areInsightsCurrent(store, meetingId)).toBe(false);
    expect(save()).toBe(true);
    expect(areInsightsCurrent(store, meetingId)).toBe(true);
    const withOrigin = (claim: Claim) => ({ ...claim, origin: 'extractive' });
    const [task] = listTasks(store, { meetingId });
    expect(loadInsights(store, meetingId)).toEqual({
      ...insights,
      summary: insights.summary.map(withOrigin),
      keyPoints: insights.keyPoints.map(withOrigin),
      decisions: insights.decisions.map(withOrigin),
      questions: insights.questions.map(withOrigin),
      actionItems: [{ ...withOrigin(item), taskId: task.id, status: 'todo' }],
    });
    const row = store
      .sql<{ status: string }>(
        `SELECT m.summary, m.key_points AS points, a.analysis_status AS status, a.key_topics AS topics,
           a.action_items_summary AS items, a.decisions_made AS decisions
         FROM meetings m JOIN analytics a ON a.meeting_id = m.id WHERE m.id = ?`,
      )
      .get(meetingId);
    expect(row).toEqual({
      summary: 'Good morning.',
      points: '["It is done."]',
      status: 'completed',
      topics: '["format"]',
      items: '[{"text":"Send the offer to the customer.","owner":"S2","due":"2026-01-31","status":"todo"}]',
      decisions: '["We decided to keep the old format."]',
    });
  });

  it('keep their rows, and owe no file, when they are the same again', () => {
    const { store, meetingId, save } = seeded();
    save();
    const rows = () =>
      ['insights', 'markers', 'tasks', 'analytics', 'revisions'].map((table) =>
        store.sql(`SELECT * FROM ${table}`).all(),
      );
    const before = rows();
    settleRenderDebt(store, findRenderDebt(store, meetingId)!);
    expect(save({}, 11)).toBe(false);
    expect(rows()).toEqual(before);
    expect(findRenderDebt(store, meetingId)).toBeNull();
  });

  it('keep the id of what a correction changed, and lose what nobody says any longer', () => {
    const { store, meetingId, save, claim, item } = seeded();
    save();
    const [[decision], [task]] = [listMarkers(store, meetingId), listTasks(store, { meetingId })];
    save({
      decisions: [claim('We decided to keep the older format.', 2)],
      questions: [],
      actionItems: [{ ...item, text: 'Send the offer to the customers.', dueDate: null }],
    });
    expect(listMarkers(store, meetingId).map(({ id, content }) => [id, content])).toEqual([
      [listMarkers(store, meetingId)[0].id, 'We decided to keep the older format.'],
    ]);
    expect([decision.id, listTasks(store, { meetingId })[0].id]).toContain(task.id);
    expect(listTasks(store, { meetingId })[0]).toMatchObject({ id: task.id, dueDate: null });
  });

  it('leave what a person wrote, changed or dismissed, and do not add it again', () => {
    const { store, meetingId, save } = seeded();
    save();
    const [task] = listTasks(store, { meetingId });
    editTask(store, { id: task.id, title: 'Offer', dueDate: null, now: at(12) });
    const decision = listMarkers(store, meetingId).find(({ type }) => type === 'decision')!;
    removeMarker(store, decision.id);
    addTask(store, { id: newId(), meetingId, title: 'Buy cake', now: at(13) });
    save({}, 14);
    expect(listTasks(store, { meetingId }).map(({ title, origin }) => [title, origin])).toEqual([
      ['Offer', 'person'],
      ['Buy cake', 'person'],
    ]);
    expect(loadInsights(store, meetingId)).toMatchObject({
      decisions: [],
      actionItems: [{ text: 'Buy cake' }, { text: 'Offer' }],
    });
    moveTask(store, { id: task.id, status: 'cancelled', now: at(15) });
    save({}, 16);
    expect(loadInsights(store, meetingId)!.actionItems.map(({ text }) => text)).toEqual(['Buy cake']);
  });

  it('leave a summary that a person wrote', () => {
    const { store, meetingId, save, claim } = seeded();
    save();
    store.sql("UPDATE insights SET origin = 'person', content = 'Mine.' WHERE kind = 'summary'").run();
    save({ summary: [claim('It is done.', 2)], topics: ['other'] });
    expect(loadInsights(store, meetingId)).toMatchObject({ summary: [{ text: 'Mine.' }], topics: ['other'] });
  });

  it('are made again after an operation, and the operation can be undone all the same', () => {
    const { store, meetingId, save, item } = seeded();
    save();
    operation(store, meetingId, () => {
      store.sql("UPDATE speakers SET display_name = 'Tom' WHERE cluster_id = 'S2'").run();
      store.sql("UPDATE tasks SET owner_speaker_id = NULL WHERE origin = 'extractive'").run();
    });
    expect(areInsightsCurrent(store, meetingId)).toBe(false);
    save({ actionItems: [{ ...item, ownerClusterId: 'S1' }] });
    undoOperation(store, { now: at(21) });
    expect(areInsightsCurrent(store, meetingId)).toBe(false);
    operation(store, meetingId, () =>
      moveTask(store, { id: listTasks(store, { meetingId })[0].id, status: 'completed', now: at(22) }),
    );
    save();
    expect(listTasks(store, { meetingId })[0]).toMatchObject({ status: 'completed', origin: 'person' });
    undoOperation(store, { now: at(23) });
    expect(listTasks(store, { meetingId })[0]).toMatchObject({ status: 'todo', origin: 'extractive' });
  });

  it('count what people add in the digest', () => {
    const { store, meetingId, save } = seeded();
    save();
    addMarker(store, {
      id: newId(),
      meetingId,
      type: 'decision',
      content: 'Ship.',
      timestamp: 3000,
      speaker: null,
      now: at(12),
    });
    expect(digestInsights(store, { meetingId, now: at(13) })).toBe(true);
    expect(digestInsights(store, { meetingId, now: at(14) })).toBe(false);
    expect(store.sql('SELECT decisions_made FROM analytics').pluck().get()).toContain('Ship.');
  });

  it('are the same in the digest when a database has given its keys another order', () => {
    const { store, meetingId, save } = seeded();
    save();
    const items = () => store.sql<string>('SELECT action_items_summary FROM analytics').pluck().get()!;
    const before = JSON.parse(items()) as Record<string, unknown>[];
    expect(before).not.toEqual([]);
    const turned = before.map((item) => Object.fromEntries(Object.entries(item).reverse()));
    store.sql('UPDATE analytics SET action_items_summary = ?').run(JSON.stringify(turned));
    expect(digestInsights(store, { meetingId, now: at(13) })).toBe(false);
    store.sql('UPDATE analytics SET action_items_summary = ?').run('[]');
    expect(digestInsights(store, { meetingId, now: at(14) })).toBe(true);
    expect(JSON.parse(items())).toEqual(before);
  });

  it('say so when they cannot be made, and can be made later', () => {
    const { store, meetingId, save } = seeded();
    failInsights(store, { meetingId, now: at(10) });
    expect(store.sql('SELECT analysis_status FROM analytics').pluck().get()).toBe('error');
    expect(areInsightsCurrent(store, meetingId)).toBe(true);
    save();
    expect(store.sql('SELECT analysis_status FROM analytics').pluck().get()).toBe('completed');
  });
});
