import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers } from './asr/contestants.js';
import { compareDecoders } from './asr/decoder.js';
import { compareEncoders } from './asr/encoder.js';
import { compareEndToEnd } from './asr/end-to-end.js';
import { describeMachine } from './asr/measure.js';
import { benchModels } from './asr/models.js';
import { compareParakeet } from './asr/parakeet.js';

const usage = `npm run bench:asr [-- --only NAME] [--model NAME] [--minutes 10] [--threads 1,2] [--turns 3] [--quick]

Recognition beside transformers.js and sherpa-onnx on the same weights: real time factors and their ratios.
Build first: end to end it runs the built program.

  --only     encoder, decoder, end-to-end or parakeet
  --model    only models whose name contains this: whisper-tiny.en-scribe, whisper-tiny.en, whisper-base-fp32, -int8, -q4
  --quick    one turn over one minute, four layers of Parakeet: for trying the benchmark out, not for numbers`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    model: { type: 'string' },
    minutes: { type: 'string' },
    threads: { type: 'string' },
    turns: { type: 'string' },
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}
if (!existsSync(fileURLToPath(new URL('../dist/pipeline/worker.js', import.meta.url)))) {
  console.error('The program is not built. Run `npm run build` first.');
  process.exit(2);
}

const turns = Number(flags.turns ?? (flags.quick ? 1 : 3));
const minutes = Number(flags.minutes ?? (flags.quick ? 1 : 10));
const threads = (flags.threads ?? '1,2').split(',').map(Number);
const wanted = (part: string) => flags.only === undefined || flags.only === part;
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
console.log(describeMachine());
try {
  installPeers();
  const models = flags.only === 'parakeet' ? [] : benchModels(work, flags.model ?? '');
  if (wanted('encoder')) await compareEncoders(models, { turns, threads });
  if (wanted('decoder')) await compareDecoders(models, { turns, threads });
  if (wanted('end-to-end')) await compareEndToEnd(models, { work, minutes, turns, threads });
  if (wanted('parakeet')) await compareParakeet({ work, turns, threads, layers: flags.quick ? 4 : 24 });
} finally {
  rmSync(work, { recursive: true, force: true });
}
