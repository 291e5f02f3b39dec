import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What it takes to answer one address, in milliseconds. */
export interface Answered {
  readonly path: string;
  readonly wall: number;
  /** Of the server's processor, to 10 ms; null where the system does not say. */
  readonly processor: number | null;
}

/** Starts `scribe serve`, asks for the list, a search and a meeting, so many times each, and stops it. */
export async function measureServedPages(
  program: string,
  {
    env,
    times,
    meetingId,
  }: { readonly env: NodeJS.ProcessEnv; readonly times: number; readonly meetingId: string },
): Promise<Answered[]> {
  const server = spawn(process.execPath, [program, 'serve', '--quiet'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [address] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const entered = await fetch(address, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const answers: Answered[] = [];
    for (const path of ['/', '/?q=monday', `/meetings/${meetingId}`]) {
      const before = processorOf(server.pid);
      const start = performance.now();
      for (let i = 0; i < times; i++) {
        const answer = await fetch(new URL(path, address), { headers: { cookie } });
        if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
        await answer.text();
      }
      const wall = (performance.now() - start) / times;
      const after = processorOf(server.pid);
      answers.push({
        path,
        wall,
        processor: before === null || after === null ? null : (after - before) / times,
      });
    }
    return answers;
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

/** Milliseconds that a process has had of the processor, by Linux. */
function processorOf(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}
