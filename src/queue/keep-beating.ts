import type { PipelineEvent } from '../pipeline/events.js';
import type { Queue } from './open-queue.js';
import { type Beat, beat, type TakenJob } from './take-job.js';

/** The signs of life of a job. */
export interface Beating {
  /** Takes from the events of the pipeline how far the job is. */
  note(event: PipelineEvent): void;
  /** The job was cancelled, or another worker has it. */
  lost(): boolean;
  stop(): void;
}

/** Signs of life in the time after which a job is given to another worker. */
const beatsInLease = 6;

/**
 * Gives signs of life for as long as a job is at work. While the database is away nothing is given up: the work may be finished before
 * anybody else takes the job.
 *
 * @param onLost called once when the job is not ours any more.
 */
export function keepBeating(queue: Queue, job: TakenJob, onLost: () => void): Beating {
  let now: Beat = { stage: null, share: 0 };
  let lost = false;
  let busy = false;
  const timer = setInterval(() => void send(), (1000 * job.lease) / beatsInLease);
  async function send(): Promise<void> {
    if (busy || lost) return;
    busy = true;
    try {
      if (!(await beat(queue, job, now))) {
        lost = true;
        onLost();
      }
    } catch {
      // The next one tells whether the job is still ours.
    } finally {
      busy = false;
    }
  }
  return {
    note(event) {
      if (event.kind === 'stage-started') {
        now = { stage: event.stage, share: 0 };
        void send();
      } else if (event.kind === 'stage-progress') now = { stage: event.stage, share: event.share };
    },
    lost: () => lost,
    stop: () => clearInterval(timer),
  };
}
