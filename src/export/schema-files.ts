import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../migrations/postgres/', import.meta.url));

export interface SchemaFile {
  readonly version: number;
  readonly sql: string;
}

/** The files that make the tables of a target, in order: those of core are migrations, of others the documented schema. */
export function readSchemaFiles(target: string): readonly SchemaFile[] {
  return readdirSync(join(folder, target))
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      sql: readFileSync(join(folder, target, name), 'utf8'),
    }));
}
