/**
 * Writes what scribe is made of, as CycloneDX 1.5: every package that a user installs, with its hash, every model that
 * ships, and ffmpeg. The same commit gives the same bytes.
 * Run: npm run sbom [-- FILE]   (standard output without FILE)
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CatalogModel, isShipped, readCatalog } from '../src/models/catalog.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Component {
  readonly type?: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
}

interface Bom {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; component: Component };
  components: object[];
  dependencies: { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** @param folder of the repository, with its package-lock.json */
export function makeSbom(folder: string, seconds: number): string {
  // npm itself leaves out what a user installs if a tool of the developers needs it, too: all are listed, then chosen.
  const all = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64e6,
    shell: process.platform === 'win32',
  });
  const bom = JSON.parse(all) as Bom;
  const installed = installedPackages(folder);
  const packages = (bom.components as Component[]).filter(({ name, version }) =>
    installed.has(`${name}@${version}`),
  );
  const refs = new Set([bom.metadata.component, ...packages].map((component) => component['bom-ref']));
  bom.dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  bom.components = [...packages, ...readCatalog().filter(isShipped).map(componentOf), ffmpeg];
  // npm calls the package after the folder that it lies in.
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
  bom.metadata.component = { ...bom.metadata.component, type: 'application', name };
  bom.metadata.timestamp = new Date(1000 * seconds).toISOString();
  // A random number would make every file another one: this one is made of the content.
  delete bom.serialNumber;
  const hash = createHash('sha256').update(JSON.stringify(bom)).digest('hex');
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`];
  bom.serialNumber = `urn:uuid:${[...parts, hash.slice(20, 32)].join('-')}`;
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** `name@version` of what `npm install scribe` installs. */
function installedPackages(folder: string): ReadonlySet<string> {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; dev?: boolean; devOptional?: boolean }>;
  };
  const own = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path && !dev && !devOptional,
  );
  return new Set(own.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`));
}

function componentOf({ name, summary, licence, files, source, task, architecture }: CatalogModel): object {
  const place = source.kind === 'package' ? `npm ${source.package}` : 'models/ of this package';
  return {
    'bom-ref': `model:${name}`,
    type: 'machine-learning-model',
    name,
    description: summary,
    licenses: [{ license: { name: licence } }],
    properties: [
      { name: 'scribe:task', value: task },
      { name: 'scribe:architecture', value: architecture },
      { name: 'scribe:source', value: place },
    ],
    components: files.map(({ path, sha256 }) => ({
      'bom-ref': `model:${name}/${path}`,
      type: 'file',
      name: path,
      hashes: sha256 ? [{ alg: 'SHA-256', content: sha256 }] : [],
    })),
  };
}

/** A program of its own: the packages of @ffmpeg-installer have one for each platform. */
const ffmpeg = {
  'bom-ref': 'program:ffmpeg',
  type: 'application',
  name: 'ffmpeg',
  description: 'The newer of the one on PATH and the one of @ffmpeg-installer; started, not linked.',
  licenses: [{ license: { name: 'LGPL or GPL, by platform: see NOTICE' } }],
  externalReferences: [{ type: 'website', url: 'https://ffmpeg.org' }],
};

/** When the commit was made, in seconds; `SOURCE_DATE_EPOCH` says otherwise. */
export function sourceDate(folder: string): number {
  const given = process.env.SOURCE_DATE_EPOCH;
  const git = () => execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: folder, encoding: 'utf8' });
  return Number(given ?? git());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = makeSbom(root, sourceDate(root));
  const [file] = process.argv.slice(2);
  if (file) writeFileSync(file, text);
  else process.stdout.write(text);
}
