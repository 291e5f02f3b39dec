/*
 * What CycloneDX 1.5 requires of the parts of an SBOM that scribe writes (https://cyclonedx.org/docs/1.5/json/): required
 * keys, allowed words, forms of values. Keys that are not named here are not used.
 */

const text = { type: 'string', minLength: 1 };
const listOf = (items: object) => ({ type: 'array', items, uniqueItems: true });
const record = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});

const hash = record(['alg', 'content'], {
  alg: {
    enum: ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-512', 'BLAKE2b-256', 'BLAKE3'],
  },
  content: {
    type: 'string',
    pattern: '^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$',
  },
});
const property = record(['name', 'value'], { name: text, value: { type: 'string' } });
const reference = record(['url', 'type'], {
  url: text,
  type: { enum: ['vcs', 'issue-tracker', 'website', 'distribution', 'documentation', 'support', 'other'] },
  hashes: listOf(hash),
  comment: text,
});
/** A known licence by its SPDX id, another one by its name, never both; several as an expression. */
const licence = {
  oneOf: [
    record(['license'], {
      license: { oneOf: [record(['id'], { id: text }), record(['name'], { name: text })] },
    }),
    record(['expression'], { expression: text }),
  ],
};

const component = record(['type', 'name', 'bom-ref'], {
  type: {
    enum: ['application', 'framework', 'library', 'platform', 'file', 'machine-learning-model', 'data'],
  },
  'bom-ref': text,
  name: text,
  version: { type: 'string' },
  group: { type: 'string' },
  description: { type: 'string' },
  author: { type: 'string' },
  scope: { enum: ['required', 'optional', 'excluded'] },
  purl: { type: 'string', pattern: '^pkg:npm/' },
  hashes: listOf(hash),
  licenses: { type: 'array', items: licence },
  properties: listOf(property),
  externalReferences: listOf(reference),
  components: listOf({ $ref: '#/$defs/component' }),
});

export const bomSchema = {
  $defs: { component },
  ...record(
    ['bomFormat', 'specVersion', 'version', 'serialNumber', 'metadata', 'components', 'dependencies'],
    {
      $schema: { const: 'http://cyclonedx.org/schema/bom-1.5.schema.json' },
      bomFormat: { const: 'CycloneDX' },
      specVersion: { const: '1.5' },
      serialNumber: {
        type: 'string',
        pattern: '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
      },
      version: { type: 'integer', minimum: 1 },
      metadata: record(['timestamp', 'component'], {
        timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' },
        lifecycles: listOf(
          record(['phase'], { phase: { enum: ['design', 'pre-build', 'build', 'post-build'] } }),
        ),
        tools: listOf(record([], { vendor: text, name: text, version: text })),
        component: { $ref: '#/$defs/component' },
      }),
      components: listOf({ $ref: '#/$defs/component' }),
      dependencies: listOf(record(['ref'], { ref: text, dependsOn: listOf(text) })),
    },
  ),
};
