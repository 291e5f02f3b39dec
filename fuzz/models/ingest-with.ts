import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesField } from '../../src/onnx/protobuf.js';
import { repo } from '../../test/shared.js';
import { judgeStatus } from '../judge.js';
import { runWatched } from '../watched-program.js';
import type { Subject } from './subjects.js';

/** As long as a model that is opened and run may take, for each of the stages. */
const limits = { seconds: 600, bytes: 3 * 2 ** 30 };

/**
 * What is wrong with `scribe ingest` when the files of a damaged model lie in its folder of models, under the name of one
 * whose files nobody has published a hash for: there is no other defence than how they are read.
 *
 * @param model folder of the damaged model.
 * @param statuses how it may end.
 */
export async function ingestWith(
  subject: Subject,
  model: string,
  statuses: readonly number[],
): Promise<string[]> {
  const { likeness } = subject;
  if (likeness === null) return [];
  const home = mkdtempSync(join(tmpdir(), 'scribe-fuzz-home-'));
  try {
    for (const file of [...subject.networks, ...subject.texts]) {
      const path = join(home, 'models', likeness.name, likeness.files[file] ?? file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, padded(readFileSync(join(model, file)), likeness.size ?? 0));
    }
    const recording = repo('examples', 'voice-maya.ogg');
    const { run, faults } = await runWatched(
      home,
      ['ingest', likeness.flag, likeness.name, '--', recording],
      limits,
    );
    return [...faults, ...judgeStatus(run, statuses).map((fault) => `scribe ingest: ${fault}`)];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The number of a field that onnx.proto3 does not have: readers pass over it. */
const unknownField = 1000;

/** A network of so many bytes, if it is well smaller. */
function padded(network: Buffer, size: number): Buffer {
  const missing = size - network.length;
  const head = Buffer.concat(bytesField(unknownField, Buffer.alloc(Math.max(0, missing)))).length - missing;
  return missing > head
    ? Buffer.concat([network, ...bytesField(unknownField, Buffer.alloc(missing - head))])
    : network;
}
