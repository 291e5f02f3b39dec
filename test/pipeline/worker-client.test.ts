import { describe, expect, it, vi } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import type { Checkpoints } from '../../src/pipeline/checkpoints.js';
import type { EnrollRequest } from '../../src/pipeline/enroll-track.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import type { Jobs } from '../../src/pipeline/jobs.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import { createWorkerClient, type RunOptions } from '../../src/pipeline/worker-client.js';
import type { RequestOf, Run } from '../../src/pipeline/worker-protocol.js';
import { serveClient } from '../../src/pipeline/worker-server.js';

type Work = (context: JobContext) => Promise<unknown>;

/** A worker in this process, over a line that copies what it carries and carries it later. */
function loopback(works: Work[], patience?: number) {
  let opened = 0;
  const runJob = (async (_: RequestOf<Jobs>, context: JobContext) => works.shift()!(context)) as Run<Jobs>;
  const client = createWorkerClient<Jobs>(({ receive, lost }) => {
    opened++;
    let open = true;
    const later = (work: () => void) => void setImmediate(() => open && work());
    const server = serveClient<Jobs>(runJob, (message) => {
      const copy = structuredClone(message);
      later(() => receive(copy));
    });
    return {
      post(message) {
        const copy = structuredClone(message);
        later(() => server.receive(copy));
      },
      async end() {
        open = false;
        lost(new Error('The line was ended.'));
      },
    };
  }, patience);
  return { client, opened: () => opened };
}

const request = { kind: 'enroll' } as EnrollRequest;
const noCheckpoints: Checkpoints = { get: async () => null, put: async () => {} };
const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
  signal: new AbortController().signal,
  emit: () => {},
  checkpoints: noCheckpoints,
  ...changes,
});
const busy = new ScribeError('STORE', 'Noting it failed: another program holds it.', { hint: 'Wait.' });
const answer = { seconds: 4 } as unknown as Jobs['enroll']['result'];
const warning = (message: string): PipelineEvent => ({ kind: 'warning', message });

describe('a job', () => {
  it('answers, and reports what happens in it', async () => {
    const { client } = loopback([
      async ({ emit, checkpoints }) => {
        emit(warning('one'));
        await checkpoints.put('key', 'kept');
        emit(warning((await checkpoints.get('key')) ?? 'lost'));
        return answer;
      },
    ]);
    const kept = new Map<string, string>();
    const checkpoints: Checkpoints = {
      get: async (key) => kept.get(key) ?? null,
      put: async (key, value) => void kept.set(key, value),
    };
    const reported: PipelineEvent[] = [];
    const run = client.run(request, options({ checkpoints, emit: (event) => reported.push(event) }));
    expect(await run).toEqual(answer);
    expect(reported).toEqual([warning('one'), warning('kept')]);
  });

  it('fails when its events cannot be noted, after it has stopped; the next one is not disturbed', async () => {
    let files = 0;
    const { client, opened } = loopback([
      async ({ emit, signal }) => {
        files++;
        emit(warning('noted by nobody'));
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        emit(warning('after the failure'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        files--;
        throw new Error('what follows from it');
      },
      async ({ emit }) => {
        emit(warning('second'));
        return answer;
      },
    ]);
    const emit = vi.fn(() => {
      throw busy;
    });
    await expect(client.run(request, options({ emit }))).rejects.toBe(busy);
    expect(files).toBe(0);
    expect(emit).toHaveBeenCalledTimes(1);

    const reported: PipelineEvent[] = [];
    const next = client.run(request, options({ emit: (event) => reported.push(event) }));
    expect(await next).toEqual(answer);
    expect(reported).toEqual([warning('second')]);
    expect(opened()).toBe(1);
  });

  it.each(['get', 'put'] as const)('gets the error of a checkpoint that fails (%s)', async (kind) => {
    const seen: unknown[] = [];
    const { client } = loopback([
      async ({ checkpoints }) => {
        try {
          await (kind === 'get' ? checkpoints.get('key') : checkpoints.put('key', 'value'));
          return answer;
        } catch (error) {
          seen.push(error);
          throw error;
        }
      },
      async () => answer,
    ]);
    const refuse = async () => {
      throw busy;
    };
    const broken = { checkpoints: { get: refuse, put: refuse } };
    const expected = { code: 'STORE', message: busy.message, hint: 'Wait.' };
    await expect(client.run(request, options(broken))).rejects.toMatchObject(expected);
    expect(seen).toMatchObject([expected]);
    expect(await client.run(request, options())).toEqual(answer);
  });

  it('is not given the answers of the job before it', async () => {
    let late: (value: string | null) => void = () => {};
    const { client } = loopback([
      async ({ checkpoints }) => {
        void checkpoints.get('key of the first');
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new ScribeError('RECORDING', 'first');
      },
      async ({ checkpoints }) => checkpoints.get('key of the second'),
    ]);
    const slow = {
      get: () => new Promise<string | null>((resolve) => (late = resolve)),
      put: async () => {},
    };
    await expect(client.run(request, options({ checkpoints: slow }))).rejects.toThrow('first');
    const own = { get: async (key: string) => key, put: async () => {} };
    const second = client.run(request, options({ checkpoints: own }));
    late('of the first');
    expect(await second).toBe('key of the second');
  });

  it('that is interrupted and does not stop in time loses its worker; the next one gets another', async () => {
    const { client, opened } = loopback([() => new Promise(() => {}), async () => answer], 10);
    const controller = new AbortController();
    const run = client.run(request, options({ signal: controller.signal }));
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await client.run(request, options())).toEqual(answer);
    expect(opened()).toBe(2);
  });

  it('that is interrupted has failed, even if it was about to succeed', async () => {
    const controller = new AbortController();
    const { client } = loopback([
      async () => {
        controller.abort();
        return answer;
      },
    ]);
    const run = client.run(request, options({ signal: controller.signal }));
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('ends with its worker', async () => {
    const { client } = loopback([() => new Promise(() => {})]);
    const run = client.run(request, options());
    const ended = expect(run).rejects.toThrow('The line was ended.');
    await client.close();
    await ended;
  });
});
