import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { changesOf } from '../../scripts/changes-of.js';
import { makeSbom } from '../../scripts/sbom.js';
import { isShipped, readCatalog } from '../../src/models/catalog.js';
import { hasPython } from '../render/read-with-python.js';
import { repo } from '../shared.js';
import { bomSchema } from './sbom-schema.js';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}
const lock = JSON.parse(readFileSync(repo('package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

it('every package is locked by its hash, and comes from the registry that is asked: no address, no repository, no folder', () => {
  const loose = packages.filter(
    ([path, { resolved, integrity, link }]) =>
      link ||
      !integrity?.startsWith('sha512-') ||
      (resolved !== undefined && !/^https:.*\.tgz$/.test(resolved)) ||
      !path.startsWith('node_modules/'),
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

it('the SBOM has every package that a user installs, every model that ships, and ffmpeg; twice the same', () => {
  const text = makeSbom(repo(), 1_700_000_000);
  expect(makeSbom(repo(), 1_700_000_000)).toBe(text);
  const bom = JSON.parse(text) as {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly serialNumber: string;
    readonly metadata: { readonly timestamp: string };
    readonly components: readonly {
      readonly type: string;
      readonly name: string;
      readonly version?: string;
      readonly hashes?: readonly { readonly content: string }[];
      readonly components?: readonly {
        readonly name: string;
        readonly hashes: readonly { readonly content: string }[];
      }[];
    }[];
  };
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(bom.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(bom.metadata.timestamp).toBe('2023-11-14T22:13:20.000Z');
  const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
  const installed = packages.filter(([, { dev, devOptional }]) => !dev && !devOptional);
  const missing = installed
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`)
    .filter((name) => !listed.has(name));
  expect(missing).toEqual([]);
  for (const { name, files } of readCatalog().filter(isShipped)) {
    const model = bom.components.find((each) => each.type === 'machine-learning-model' && each.name === name);
    expect(model?.components?.map((file) => [file.name, file.hashes[0].content])).toEqual(
      files.map(({ path, sha256 }) => [path, sha256]),
    );
  }
  expect(bom.components.some(({ type, name }) => type === 'application' && name === 'ffmpeg')).toBe(true);
});

describe('the SBOM', () => {
  const text = makeSbom(repo(), 1_700_000_000);
  const bom = JSON.parse(text) as {
    readonly metadata: { readonly component: Part & { readonly name: string } };
    readonly components: readonly Part[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  };
  interface Part {
    readonly 'bom-ref': string;
    readonly components?: readonly Part[];
  }

  it('has what CycloneDX 1.5 requires, and nothing that it does not know', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(bomSchema);
    expect(validate(bom), JSON.stringify(validate.errors?.slice(0, 5), null, 1)).toBe(true);
    const wrong = { ...bom, components: bom.components.map((part) => ({ ...part, type: 'model' })) };
    expect(validate(wrong)).toBe(false);
  });

  it('is called after the package, wherever that lies', () => {
    expect(bom.metadata.component).toMatchObject({ name: 'scribe', type: 'application' });
  });

  it('refers to nothing that is not in it, and names nothing twice', () => {
    const refsOf = (part: Part): string[] => [part['bom-ref'], ...(part.components ?? []).flatMap(refsOf)];
    const refs = [bom.metadata.component, ...bom.components].flatMap(refsOf);
    expect(new Set(refs).size).toBe(refs.length);
    const named = bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(named.filter((ref) => !refs.includes(ref))).toEqual([]);
    const own = bom.dependencies.map(({ ref }) => ref);
    expect(new Set(own).size).toBe(own.length);
  });

  it.runIf(hasPython('cyclonedx'))('is valid by the schema that CycloneDX publishes', () => {
    const program = `import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
print(JsonStrictValidator(SchemaVersion.V1_5).validate_str(sys.stdin.read()))`;
    const run = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`.trim()).toBe('None');
  });
});

it('a release has its own part of the changelog, or else what is unreleased', () => {
  const changelog = '# Changelog\n\n## [Unreleased]\n\n- new\n\n## [1.1.0]\n\n- old\n';
  expect(changesOf(changelog, '1.1.0')).toBe('## [1.1.0]\n\n- old\n');
  expect(changesOf(changelog, '1.2.0')).toBe('## [Unreleased]\n\n- new\n');
  expect(changesOf('# Changelog\n\n## [Unreleased]\n', '1.2.0')).toBeNull();
});
