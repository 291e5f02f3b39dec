import { describe, expect, it } from 'vitest';
import type { QueueEvent } from '../../src/queue/events.js';
import { createWorkerMetrics } from '../../src/queue/metrics.js';
import { serveMetrics } from '../../src/queue/serve-metrics.js';

const counts = { waiting: 3, later: 1, running: 2, done: 5, cancelled: 0, dead: 1 };
const about = { job: '01a2', at: '/secret/board meeting.wav' };
const events: readonly QueueEvent[] = [
  { kind: 'job-started', ...about },
  { kind: 'job-stage', job: '01a2', stage: 'recognize', outcome: 'completed', durationMs: 3000 },
  { kind: 'job-stage', job: '01a2', stage: 'decode', outcome: 'skipped', durationMs: 0 },
  {
    kind: 'job-completed',
    ...about,
    outcome: 'completed',
    meetingId: 'm1',
    duration: 600,
    worker: 'host:12',
    elapsed: 12,
  },
  { kind: 'job-started', ...about },
  { kind: 'job-failed', ...about, hopeless: true, error: { code: 'RECORDING', message: 'no sound' } },
  { kind: 'job-started', ...about },
  { kind: 'job-returned', ...about, reason: 'same-recording' },
  { kind: 'job-started', ...about },
];

/** Every sample of a text in the format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */
function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const match = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="[^"\\\n]*",?)*\})?) (\S+)$/.exec(line);
    expect(match, line).not.toBeNull();
    samples.set(match![1], Number(match![2].replace('Nan', 'NaN').replace('+Inf', 'Infinity')));
  }
  return samples;
}

describe('metrics of a worker', () => {
  it('count what happens, and say nothing about recordings', async () => {
    const metrics = createWorkerMetrics(async () => counts);
    for (const event of events) metrics.note(event);
    const text = await metrics.text();
    const samples = samplesOf(text);
    expect(samples.get('scribe_jobs_total{outcome="completed"}')).toBe(1);
    expect(samples.get('scribe_jobs_total{outcome="dead"}')).toBe(1);
    expect(samples.get('scribe_jobs_total{outcome="same-recording"}')).toBe(1);
    expect(samples.get('scribe_jobs_running')).toBe(1);
    expect(samples.get('scribe_audio_seconds_total')).toBe(600);
    expect(samples.get('scribe_stage_seconds_sum{stage="recognize"}')).toBe(3);
    expect(samples.get('scribe_stage_seconds_count{stage="decode"}')).toBeUndefined();
    expect(samples.get('scribe_real_time_factor_sum')).toBeCloseTo(0.02);
    expect(samples.get('scribe_queue_jobs{state="waiting"}')).toBe(3);
    expect(samples.get('scribe_queue_up')).toBe(1);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(text).not.toMatch(/secret|board|01a2|m1/);
  });

  it('are there when the database is not, and say so', async () => {
    const metrics = createWorkerMetrics(() => Promise.reject(new Error('away')));
    const samples = samplesOf(await metrics.text());
    expect(samples.get('scribe_queue_up')).toBe(0);
    expect([...samples.keys()].filter((name) => name.startsWith('scribe_queue_jobs'))).toEqual([]);
  });

  it('are served to this machine, and nothing else is', async () => {
    const metrics = createWorkerMetrics(async () => counts);
    const served = await serveMetrics(metrics, 0);
    try {
      expect(new URL(served.url).hostname).toBe('127.0.0.1');
      const answer = await fetch(served.url);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect(samplesOf(await answer.text()).get('scribe_queue_jobs{state="dead"}')).toBe(1);
      expect((await fetch(served.url.replace('metrics', 'other'))).status).toBe(404);
      expect((await fetch(served.url, { method: 'POST' })).status).toBe(404);
      await expect(serveMetrics(metrics, Number(new URL(served.url).port))).rejects.toThrow(
        expect.objectContaining({ code: 'USAGE' }),
      );
    } finally {
      served.close();
    }
  });
});
