import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawingFile, drawSchema, readDdl } from '../../scripts/draw-schema.js';

describe('docs/images/schema.svg', () => {
  it('shows what the DDL makes', () => {
    expect(
      readFileSync(drawingFile, 'utf8') === drawSchema(readDdl()),
      'docs/images/schema.svg is stale: run `npm run docs:schema` and commit the file',
    ).toBe(true);
  });

  it('has every table, every column and a line for every foreign key', () => {
    const ddl = readDdl();
    const drawing = drawSchema(ddl);
    const made = [...ddl.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, name]) => name);
    const drawn = [...drawing.matchAll(/class="head"[^>]*>(\w+)</g)].map(([, name]) => name);
    // How far the schema is counts no rows of scribe's.
    expect(drawn).toEqual(made.filter((name) => name !== 'schema_migrations'));
    expect(drawing.match(/class="line"/g)).toHaveLength(ddl.match(/REFERENCES \w+ \(/g)!.length);
    for (const column of ['content_fp', 'consent_version', 'label_source', 'row_key'])
      expect(drawing).toContain(`>${column}<`);
  });
});
