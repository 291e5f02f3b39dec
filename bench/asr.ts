import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers } from './asr/contestants.js';
import { compareDecoders } from './asr/decoder.js';
import { compareEncoders } from './asr/encoder.js';
import { describeMachine } from './asr/measure.js';
import { benchModels } from './asr/models.js';
import { compareParakeet } from './asr/parakeet.js';

const usage = `npm run bench:asr [-- --only NAME] [--model NAME] [--threads 1,2] [--turns 3] [--quick]

Networks beside those of transformers.js and sherpa-onnx on the same weights: times and their ratios. Recognition end to end
is compared by npm run bench.

  --only     encoder, decoder or parakeet
  --model    only models whose name contains this: whisper-tiny.en-scribe, whisper-tiny.en, whisper-base-fp32, -int8, -q4
  --quick    one turn, four layers of Parakeet: for trying the benchmark out, not for numbers`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    model: { type: 'string' },
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
const turns = Number(flags.turns ?? (flags.quick ? 1 : 3));
const threads = (flags.threads ?? '1,2').split(',').map(Number);
const wanted = (part: string) => flags.only === undefined || flags.only === part;
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
console.log(describeMachine());
try {
  installPeers();
  const models = flags.only === 'parakeet' ? [] : benchModels(work, flags.model ?? '');
  if (wanted('encoder')) await compareEncoders(models, { turns, threads });
  if (wanted('decoder')) await compareDecoders(models, { turns, threads });
  if (wanted('parakeet')) await compareParakeet({ work, turns, threads, layers: flags.quick ? 4 : 24 });
} finally {
  rmSync(work, { recursive: true, force: true });
}
