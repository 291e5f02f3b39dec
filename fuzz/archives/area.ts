import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import type { CatalogModel } from '../../src/models/catalog.js';
import { importModels } from '../../src/models/import/import-models.js';
import { catalogModel } from '../../test/command-context.js';
import type { Random } from '../../test/fixtures/random.js';
import { type OpenArea, type Outcome, pick, randomOf } from '../case.js';
import { judgeError } from '../judge.js';
import { mutators } from '../mutate.js';

const weights = 'weights of a model';
/** Files whose hashes the catalog has. */
const pinned = { 'onnx/model.onnx': weights, 'vocab.txt': 'a b c' } as const;
const model: CatalogModel = catalogModel('pinned', pinned);
const loose: CatalogModel = catalogModel('loose', { '?onnx/model.onnx': '', '?config.json': '{}' });

const types = [
  'File',
  'SymbolicLink',
  'Link',
  'Directory',
  'CharacterDevice',
  'BlockDevice',
  'FIFO',
] as const;

/** Names that would leave the folder, or mean something else on some system. */
const names = (outside: string): readonly string[] => [
  'onnx/model.onnx',
  'loose/onnx/model.onnx',
  'config.json',
  'vocab.txt',
  '../../escaped',
  '../../../../../../../../tmp/scribe-fuzz-escaped',
  join(outside, 'absolute'),
  '/etc/scribe-fuzz',
  '..',
  '.',
  './a/../../b',
  'a\\..\\..\\b',
  'C:\\scribe',
  'con',
  'x'.repeat(90),
  'new\nline',
  '\u202egnp.onnx',
  '-rf',
  '.pins.json',
];

/** One entry of a tar, sometimes with a size that is not its own. */
function entryOf(random: Random, outside: string): Buffer {
  // What is wanted is among it, or nothing would ever be written.
  const wanted = random.below(3) === 0;
  const type = wanted || random.uniform() < 0.5 ? 'File' : pick(random, types);
  const path = wanted ? 'onnx/model.onnx' : pick(random, names(outside));
  const content = Buffer.from(
    pick(random, wanted ? [weights] : [weights, 'a b c', '{}', 'x'.repeat(3000), '']),
  );
  const size = random.below(8) === 0 ? pick(random, [2 ** 33 - 1, 1, 2 ** 30, 511]) : content.length;
  const linkpath = pick(random, [outside, '/etc/passwd', '..', 'onnx/model.onnx', '../../..']);
  const head = Buffer.alloc(512);
  // A file with the name of another makes an archive a damaged one, of which nothing is taken.
  const isLink = type === 'SymbolicLink' || type === 'Link' || random.below(50) === 0;
  const links = isLink ? { linkpath } : {};
  new Header({ path, type, mode: 0o777, ...links, size: type === 'File' ? size : 0 }).encode(head, 0);
  if (type !== 'File') return head;
  return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A tar of hostile entries, sometimes compressed, sometimes damaged. */
function archiveOf(random: Random, outside: string): Buffer {
  const entries = Array.from({ length: 1 + random.below(12) }, () => entryOf(random, outside));
  const end = random.below(5) === 0 ? [] : [Buffer.alloc(1024)];
  let tar: Buffer = Buffer.concat([...entries, ...end]);
  if (random.below(3) === 0) tar = pick(random, Object.values(mutators))(tar, random, [tar]);
  if (random.below(2) === 0) return tar;
  const packed = gzipSync(tar);
  return random.below(3) === 0 ? pick(random, Object.values(mutators))(packed, random, [tar]) : packed;
}

/** Archives for `scribe models import`: whatever is in them, files appear in folders of models alone. */
export const openArchives: OpenArea = async ({ folder, keep }) => ({
  fixed: [() => bomb(folder)],
  async run(seed) {
    const own = join(folder, String(seed));
    const outside = join(own, 'outside');
    mkdirSync(outside, { recursive: true });
    const path = join(own, 'archive.tar');
    writeFileSync(path, archiveOf(randomOf(seed), outside));
    const outcome = await take(path, own);
    if (readdirSync(outside).length > 0)
      outcome.faults.push(`written outside: ${readdirSync(outside).join(', ')}`);
    const beside = readdirSync(own).filter((name) => !['archive.tar', 'outside', 'models'].includes(name));
    if (beside.length > 0) outcome.faults.push(`written beside the models: ${beside.join(', ')}`);
    if (!keep) rmSync(own, { recursive: true, force: true });
    return outcome;
  },
  async close() {
    rmSync(join(folder, 'bomb'), { recursive: true, force: true });
  },
});

/** Imports an archive, and looks at what has come into being. */
async function take(path: string, own: string): Promise<Outcome & { readonly faults: string[] }> {
  const models = join(own, 'models');
  const faults: string[] = [];
  let result = 'imported';
  try {
    await importModels(path, {
      folders: { models, cache: join(own, 'models') },
      signal: new AbortController().signal,
      named: null,
      catalog: [model, loose],
      hold: (_name, work) => work(),
    });
  } catch (thrown) {
    result = (thrown as { code?: string }).code ?? 'bug';
    faults.push(...judgeError(thrown, ['MODEL'], path));
  }
  const made = readdirSync(models, { recursive: true, encoding: 'utf8' });
  const known = /^(pinned|loose)(\/(onnx(\/model\.onnx)?|vocab\.txt|config\.json|\.pins\.json))?$/;
  for (const name of made) {
    const stats = lstatSync(join(models, name));
    if (!stats.isFile() && !stats.isDirectory()) faults.push(`${name} is a link or a device`);
    if (!known.test(name.replaceAll('\\', '/'))) faults.push(`${name} is no file of a model`);
  }
  for (const [name, content] of Object.entries(pinned))
    if (made.includes(join('pinned', name)) && readFileSync(join(models, 'pinned', name), 'utf8') !== content)
      faults.push(`${name} is not what the catalog says`);
  if (result === 'imported' && !made.some((name) => name.endsWith('model.onnx')))
    faults.push('nothing was imported, and nothing said so');
  return { what: path, result, faults };
}

/** 1 GB of zeros in 1 MB, called like a file of a model whose size nobody knows. */
async function bomb(folder: string): Promise<Outcome> {
  const own = join(folder, 'bomb');
  mkdirSync(own);
  const path = join(own, 'archive.tar');
  const size = 2 ** 30;
  const head = Buffer.alloc(512);
  new Header({ path: 'unknown/model.bin', type: 'File', mode: 0o644, size }).encode(head, 0);
  // Members of gzip may follow one another.
  const zeros = gzipSync(Buffer.alloc(2 ** 24));
  const members = Array.from({ length: size / 2 ** 24 }, () => zeros);
  writeFileSync(path, Buffer.concat([gzipSync(head), ...members, gzipSync(Buffer.alloc(1024))]));
  const before = process.memoryUsage().rss;
  const outcome = await take(path, own);
  const grown = process.memoryUsage().rss - before;
  if (grown > 512 * 2 ** 20) outcome.faults.push(`memory grew by ${Math.round(grown / 2 ** 20)} MB`);
  return outcome;
}
