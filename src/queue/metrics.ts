import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { memoryOfChildren } from '../platform/memory-of-children.js';
import type { QueueEvent } from './events.js';
import type { QueueCounts } from './read-status.js';

/** What a worker counts, in the text format of Prometheus. No label says anything about a recording. */
export interface WorkerMetrics {
  note(event: QueueEvent): void;
  /** With the state of the queue, unless its database does not answer. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Upper limits of what is measured, in seconds and as shares of real time: stages take from milliseconds to hours. */
const buckets = {
  seconds: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400],
  share: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
};

/** @param readCounts how many jobs the queue has, by state. */
export function createWorkerMetrics(readCounts: () => Promise<QueueCounts>): WorkerMetrics {
  const registers = [new Registry()];
  const [registry] = registers;
  collectDefaultMetrics({ register: registry });
  const jobs = new Counter({
    name: 'scribe_jobs_total',
    help: 'Jobs of this worker, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const running = new Gauge({ name: 'scribe_jobs_running', help: 'Jobs that this worker is at.', registers });
  const audio = new Counter({
    name: 'scribe_audio_seconds_total',
    help: 'Seconds of sound in recordings that became meetings here.',
    registers,
  });
  const stages = new Histogram({
    name: 'scribe_stage_seconds',
    help: 'Seconds that a stage took.',
    labelNames: ['stage'],
    buckets: buckets.seconds,
    registers,
  });
  const pace = new Histogram({
    name: 'scribe_real_time_factor',
    help: 'Seconds from taking a job to delivering its meeting, for each second of sound.',
    buckets: buckets.share,
    registers,
  });
  const queue = new Gauge({
    name: 'scribe_queue_jobs',
    help: 'Jobs of the whole queue, by state.',
    labelNames: ['state'],
    registers,
  });
  const up = new Gauge({
    name: 'scribe_queue_up',
    help: 'Whether the database of the queue answers.',
    registers,
  });
  new Gauge({
    name: 'scribe_pipeline_memory_bytes',
    help: 'Resident memory of the processes that run the networks.',
    registers,
    collect() {
      this.set(memoryOfChildren());
    },
  });
  return {
    contentType: registry.contentType,
    note(event) {
      if (event.kind === 'job-started') running.inc();
      else if (event.kind === 'job-stage' && event.outcome === 'completed')
        stages.observe({ stage: event.stage }, event.durationMs / 1000);
      else if (event.kind === 'job-completed') {
        running.dec();
        jobs.inc({ outcome: event.outcome });
        if (event.outcome !== 'completed' || !event.duration) return;
        audio.inc(event.duration);
        pace.observe(event.elapsed / event.duration);
      } else if (event.kind === 'job-failed' || event.kind === 'job-returned') {
        running.dec();
        jobs.inc({
          outcome: event.kind === 'job-returned' ? event.reason : event.hopeless ? 'dead' : 'failed',
        });
      }
    },
    async text() {
      queue.reset();
      try {
        for (const [state, count] of Object.entries(await readCounts())) queue.set({ state }, count);
        up.set(1);
      } catch {
        up.set(0);
      }
      return registry.metrics();
    },
  };
}
