import { describe, expect, it } from 'vitest';
import type { Insights } from '../../src/domain/insights.js';
import { renderSummary, renderSummaryJson } from '../../src/render/summary.js';
import { meeting, speaker, turn, words } from './meetings.js';

const claim = { text: 'We keep *it*.', start: 0.6, end: 1.5, clusterId: 'S1', turnIds: ['t1'] };

const insights: Insights = {
  origin: 'extractive',
  summary: [claim],
  keyPoints: [],
  decisions: [{ ...claim, clusterId: null }],
  questions: [],
  risks: [],
  actionItems: [
    {
      ...claim,
      text: 'Send it.',
      ownerClusterId: 'S2',
      ownerName: null,
      dueDate: '2026-03-06',
      taskId: '01a21a5c-6bc5-71b8-8d42-6ddeb0a16599',
      status: 'completed',
    },
    {
      text: 'Buy cake',
      start: 0,
      end: 0,
      clusterId: null,
      turnIds: [],
      ownerClusterId: null,
      ownerName: null,
      dueDate: null,
      origin: 'person',
    },
  ],
  chapters: [{ title: 'Format', start: 0.6, end: 5, turnIds: ['t1'] }],
  topics: ['format', 'tests'],
};

const talk = {
  ...meeting(
    [turn('S1', words('We keep *it*.', 0.6)), turn('S2', words('I send it.', 3))],
    [speaker('S1', 'Maya'), speaker('S2', null)],
  ),
  insights,
};

describe('the summary', () => {
  it('is written like this', () => {
    expect(renderSummary(talk)).toBe(`# Weekly

2026-03-04T10:00:00.000Z · 00:01:15 · Maya, Speaker 2

## Summary

- [00:00:00] **Maya:** We keep \\*it\\*.

## Decisions

- [00:00:00] We keep \\*it\\*.

## Action items

- [x] [00:00:00] Send it. *(Speaker 2, 2026-03-06)*
- [ ] Buy cake

## Chapters

- [00:00:00] Format

## Topics

format, tests
`);
  });

  it('is written for programs', () => {
    const parsed = JSON.parse(renderSummaryJson(talk));
    expect(parsed).toMatchObject({
      format: 'scribe-summary',
      version: 1,
      title: 'Weekly',
      durationMs: 75_500,
      origin: 'extractive',
      summary: [
        {
          text: 'We keep *it*.',
          speaker: 'Maya',
          startMs: 600,
          endMs: 1500,
          turnIds: ['t1'],
          origin: 'extractive',
        },
      ],
      actionItems: [
        { owner: 'Speaker 2', dueDate: '2026-03-06', status: 'completed', task: 'b0a16599' },
        { owner: null, dueDate: null, status: 'todo', task: null, origin: 'person' },
      ],
      topics: ['format', 'tests'],
    });
  });

  it('says so when there is none', () => {
    const { insights: _, ...bare } = talk;
    expect(renderSummary(bare)).toContain('*Nothing was summed up.*');
    expect(JSON.parse(renderSummaryJson(bare))).toMatchObject({ origin: null });
  });
});
