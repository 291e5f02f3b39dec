import Database from 'better-sqlite3';
import { type Migration, migrate } from './migrate.js';
import { read, type Store } from './store.js';
import { findDamage, findOrphans } from './store-health.js';

/** Something that is wrong in a store. */
export interface Finding {
  readonly check: 'file' | 'references' | 'schema' | 'states' | 'vectors' | 'revisions' | 'transcripts';
  readonly problem: string;
}

/** Of one kind, so many are told. */
const atMost = 20;

/** Rows that break a rule which no constraint of SQLite keeps: each query gives what is wrong, in words. */
const rules: readonly (readonly [check: Finding['check'], query: string])[] = [
  [
    'states',
    `SELECT 'the meeting ' || m.id || ' is completed, and has no completed transcription' FROM meetings m
     WHERE m.status = 'completed'
       AND NOT EXISTS (SELECT 1 FROM transcriptions t WHERE t.meeting_id = m.id AND t.status = 'completed')`,
  ],
  [
    'states',
    `SELECT 'the transcription ' || t.id || ' is ' || t.status || ', which is not the last status in its history'
     FROM transcriptions t
     WHERE t.status IS NOT (SELECT h.status FROM transcription_status_history h WHERE h.transcription_id = t.id
                            ORDER BY h.created_at DESC, h.rowid DESC LIMIT 1)`,
  ],
  [
    'references',
    `SELECT 'the file ' || f.id || ' belongs to no meeting' FROM files f
     WHERE NOT EXISTS (SELECT 1 FROM meetings m WHERE m.file_id = f.id)`,
  ],
  [
    'references',
    `SELECT 'the note ' || n.id || ' is about nothing that is there' FROM notes n
     WHERE NOT EXISTS (SELECT 1 FROM meetings WHERE n.subject_type = 'MEETING' AND id = n.subject_id)
       AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE n.subject_type = 'PERSON' AND id = n.subject_id)`,
  ],
  [
    'references',
    `SELECT 'the thread ' || a.id || ' is about nothing that is there' FROM ai_threads a
     WHERE NOT EXISTS (SELECT 1 FROM meetings WHERE a.context_type = 'MEETING' AND id = a.context_id)
       AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE a.context_type = 'PERSON' AND id = a.context_id)`,
  ],
  // Vectors of one network all have one width; else they cannot be compared.
  [
    'vectors',
    `SELECT 'vectors of ' || model || ' have ' || group_concat(dims, ' and ') || ' numbers' FROM (
       SELECT model, dims FROM voice_centroids
       UNION SELECT model, dims FROM voice_samples
       UNION SELECT centroid_model, centroid_dims FROM speakers WHERE centroid IS NOT NULL)
     GROUP BY model HAVING count(*) > 1`,
  ],
  [
    'vectors',
    `SELECT 'the profile ' || p.id || ' repeats a voice of ' || p.voice_model || ' that it does not have'
     FROM user_profiles p
     WHERE p.voice_vector IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM voice_centroids c
                       WHERE c.profile_id = p.id AND c.model = p.voice_model AND c.vector = p.voice_vector)`,
  ],
  [
    'revisions',
    `SELECT 'the unit ' || id || ' has no revision: an export would pass it by' FROM (
       SELECT id FROM meetings UNION ALL SELECT id FROM files UNION ALL SELECT id FROM user_profiles
       UNION ALL SELECT id FROM users UNION ALL SELECT id FROM workspaces UNION ALL SELECT id FROM rooms
       UNION ALL SELECT id FROM vocabulary)
     WHERE id NOT IN (SELECT unit FROM revisions)`,
  ],
];

/**
 * What is wrong in a store of the newest schema: the file, its references, its schema, and the rules that no constraint
 * keeps. Changes nothing. Damage of the file is told alone: nothing else can be relied on then.
 *
 * @param options.quick do not compare every index with its table.
 */
export function checkStore(
  store: Store,
  options: { readonly migrations: readonly Migration[]; readonly quick: boolean },
): Finding[] {
  return read(store, 'checking the store', () => {
    const damage = findDamage(store, options.quick ? 'quick_check' : 'integrity_check');
    if (damage.length > 0) return told('file', damage);
    const schema = schemaProblems(store, options.migrations);
    if (schema.length > 0) return told('schema', schema);
    return [
      ...told('references', findOrphans(store)),
      ...rules.flatMap(([check, query]) =>
        told(
          check,
          store.db
            .prepare<[], string>(`${query} LIMIT ${atMost + 1}`)
            .pluck()
            .all(),
        ),
      ),
    ];
  });
}

/** The first findings of a kind, and that there are more. */
export function told(check: Finding['check'], problems: readonly string[]): Finding[] {
  const first = problems.slice(0, atMost).map((problem) => ({ check, problem }));
  return problems.length > atMost ? [...first, { check, problem: 'and more of that kind' }] : first;
}

/** Tables, indexes, triggers and views that are not what the migrations make. */
function schemaProblems(store: Store, migrations: readonly Migration[]): string[] {
  const fresh = new Database(':memory:');
  try {
    migrate(fresh, { migrations, now: '1970-01-01T00:00:00.000Z', path: ':memory:' });
    const [expected, found] = [partsOf(fresh), partsOf(store.db)];
    return [...new Set([...expected.keys(), ...found.keys()])].flatMap((name) => {
      if (!found.has(name)) return [`${name} is missing`];
      if (!expected.has(name)) return [`${name} is not scribe's`];
      return found.get(name) === expected.get(name) ? [] : [`${name} is not as scribe made it`];
    });
  } finally {
    fresh.close();
  }
}

function partsOf(db: Database.Database): ReadonlyMap<string, string> {
  const rows = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT type || ' ' || name AS name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY name",
    )
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}
