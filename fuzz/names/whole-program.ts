import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fsPath, readableName } from '../../src/platform/file-names.js';
import { type Finished, runScribe } from '../../test/journeys/run-scribe.js';
import { repo } from '../../test/shared.js';
import { judgeStatus } from '../judge.js';

const recording = repo('examples', 'voice-maya.ogg');
const formats =
  'md,vtt,srt,json,txt,html,docx,csv,tsv,whisper-json,whisperx-json,rttm,ctm,stm,textgrid,eaf,otr';

/** Runs the program on a recording under a hostile name. Its sound is known from the first time on, so that this is cheap. */
export function createWholeProgram(home: string): { judge(name: string, own: string): Promise<string[]> } {
  let known: Promise<Finished> | undefined;

  async function judge(name: string, own: string): Promise<string[]> {
    const cwd = join(own, 'whole-in');
    mkdirSync(cwd, { recursive: true });
    copyFileSync(recording, fsPath(join(cwd, name)));
    known ??= runScribe(home, ['ingest', recording]);
    const first = await known;
    if (first.status !== 0) return [`the recording under its own name: ${first.stderr}`];
    const faults: string[] = [];
    const run = async (status: readonly number[], ...args: string[]) => {
      const finished = await runScribe(home, args, { cwd });
      faults.push(...judgeStatus(finished, status).map((fault) => `scribe ${args[0]} ${args[1]}: ${fault}`));
      if (/(?![\r\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(finished.stdout))
        faults.push(`scribe ${args[0]} ${args[1]}: control characters`);
      return finished;
    };
    const parse = ({ stdout }: Finished) =>
      stdout
        .split('\n')
        .filter(Boolean)
        .flatMap((line): { kind?: string; path?: string }[] => {
          try {
            return [JSON.parse(line)];
          } catch {
            faults.push(`a line is no JSON: ${line.slice(0, 200)}`);
            return [];
          }
        });
    const out = join(own, 'whole-out');
    // What is no UTF-8 cannot be an argument here; a folder is searched for it.
    const isText = typeof fsPath(name) === 'string' && name !== '-';
    if (isText) {
      const asked = ['--json', '--out', out, '--formats', formats, '--', name];
      const started = parse(await run([0], 'ingest', ...asked)).find(
        ({ kind }) => kind === 'recording-started',
      );
      if (started?.path !== Buffer.from(name).toString('utf8'))
        faults.push(`the name came back as ${JSON.stringify(started?.path)}`);
      const folders = existsSync(out) ? readdirSync(out) : [];
      if (folders.length !== 1) faults.push(`--out has ${folders.length} folders`);
      else if (readdirSync(join(out, folders[0])).length !== formats.split(',').length)
        faults.push('files are missing in --out');
    }
    // A name that does not look like that of a recording is passed over in a folder.
    await run([0, 2], 'ingest', '--', '.');
    await run([0], 'meetings', 'list');
    await run([0], 'meetings', 'show', 'last');
    JSON.parse((await run([0], 'meetings', 'show', 'last', '--json')).stdout);
    await run([0, 2], 'search', '--', readableName(name));
    await run([0], 'tracks', 'last', '--out', join(own, 'tracks'));
    await run([0], 'export', 'artifacts', '--to', join(own, 'copies'));
    if (readdirSync(cwd).length !== 1) faults.push('written beside the recording');
    return faults;
  }

  return { judge };
}
