import { isObject, storedList, storedObject } from './columns.js';
import { nameKey } from './profiles.js';
import type { Store } from './store.js';

/** What stands in a summary in place of a name. */
export const somebody = 'a forgotten speaker';

type Image = Record<string, unknown>;

interface Change {
  readonly id: string;
  readonly position: number;
  readonly table: string;
  /** The row's key, if it is one id. */
  readonly row: string;
  readonly meetingId: string | null;
  /** As before and as after the step; null: there was no row. */
  readonly images: readonly [before: Image | null, after: Image | null];
}

/** Who is forgotten, and where they spoke. */
interface Traces {
  /** Ids of the profile, and of those that were merged into it. */
  readonly people: ReadonlySet<string>;
  /** Ids of the rows of clusters that were ever taken for the person, or gave a sample. */
  readonly clusters: ReadonlySet<string>;
}

/**
 * Erases a person from the log of operations: the steps on the profile, its samples and centroids; in those on clusters
 * that were ever taken for the person, the label and the vectors; the name in summaries. Profiles that were merged into
 * this one are the same person. The rest of an operation can still be undone, and gives back no such label. To be called
 * inside the `write` that forgets the profile, before its rows are deleted.
 * @returns what the person is called and was called.
 */
export function forgetInOperations(store: Store, profileId: string): ReadonlySet<string> {
  const changes = loadChanges(store);
  const people = samePerson(changes, profileId);
  const names = namesOf(store, changes, people);
  const owned = new Set([...people, ...samplesOf(store, people)]);
  const traces = { people, clusters: clustersOf(store, changes, people, names) };
  const invited = new Set([...names].map(nameKey));
  for (const address of addressesOf(store, people)) invited.add(address);
  const isTheirs = (change: Change) =>
    isPersonal(change, owned) || (change.table === 'participants' && isInvited(change, invited));
  const touched = new Set<string>();
  const save = store.sql(
    'UPDATE operation_changes SET before = ?, after = ? WHERE operation_id = ? AND position = ?',
  );
  const remove = store.sql('DELETE FROM operation_changes WHERE operation_id = ? AND position = ?');
  for (const change of changes) {
    const { id, position, images } = change;
    const left = images.map((image) => image && withoutPerson(store, change, image, traces));
    if (images.every((image, i) => image === left[i]) && !isTheirs(change)) continue;
    touched.add(id);
    const nothingLeft = left.every((image) => !image || Object.keys(image).length === 0);
    if (isTheirs(change) || nothingLeft) remove.run(id, position);
    else save.run(...left.map((image) => image && JSON.stringify(image)), id, position);
  }
  const rename = store.sql('UPDATE operations SET summary = replace(summary, ?, ?) WHERE id = ?');
  for (const id of touched) for (const name of names) rename.run(name, somebody, id);
  return names;
}

function loadChanges(store: Store): readonly Change[] {
  type Row = Omit<Change, 'row' | 'images'> & {
    readonly key: string;
    readonly before: string | null;
    readonly after: string | null;
  };
  const image = (json: string | null) =>
    json === null ? null : storedObject<Image>(json, 'operation_changes');
  return store
    .sql<Row>(
      `SELECT c.operation_id AS id, position, table_name AS "table", row_key AS key, meeting_id AS meetingId, before, after
       FROM operation_changes c JOIN operation_numbers n ON n.operation_id = c.operation_id
       WHERE table_name IN ('user_profiles', 'voice_samples', 'voice_centroids', 'speakers',
         'speaker_rejections', 'transcript_segments', 'participants', 'meeting_known_profiles', 'notes', 'ai_threads')
       ORDER BY n.number, position`,
    )
    .all()
    .map(({ key, before, after, ...change }) => ({
      ...change,
      row: String((JSON.parse(key) as unknown[])[0]),
      images: [image(before), image(after)],
    }));
}

/** The profile, and every one whose samples have become its own. */
function samePerson(changes: readonly Change[], profileId: string): Set<string> {
  const people = new Set([profileId]);
  for (let known = 0; known !== people.size; ) {
    known = people.size;
    for (const { table, images } of changes) {
      if (table !== 'voice_samples') continue;
      const owners = images.map((image) => image?.profile_id).filter((id) => typeof id === 'string');
      if (owners.some((id) => people.has(id))) for (const id of owners) people.add(id);
    }
  }
  return people;
}

function clustersOf(
  store: Store,
  changes: readonly Change[],
  people: ReadonlySet<string>,
  names: ReadonlySet<string>,
): Set<string> {
  const ids = JSON.stringify([...people]);
  const clusters = new Set(
    store
      .sql<{ id: string }>(
        `SELECT id FROM speakers WHERE user_profile_id IN (SELECT value FROM json_each(@ids))
         UNION SELECT s.id FROM speakers s JOIN voice_samples v
           ON v.source_meeting_id = s.meeting_id AND v.source_cluster_id = s.cluster_id
         WHERE v.profile_id IN (SELECT value FROM json_each(@ids))`,
      )
      .all({ ids })
      .map(({ id }) => id),
  );
  for (const { table, row, images } of changes)
    if (
      table === 'speakers' &&
      images.some(
        (image) => people.has(String(image?.user_profile_id)) || names.has(String(image?.display_name)),
      )
    )
      clusters.add(row);
  return clusters;
}

/** What the person is called and was called, in every spelling in which clusters were given one of these names by hand. */
function namesOf(store: Store, changes: readonly Change[], people: ReadonlySet<string>): Set<string> {
  const names = new Set(
    store
      .sql<{ name: string }>(
        'SELECT display_name AS name FROM user_profiles WHERE id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify([...people]))
      .map(({ name }) => name),
  );
  const noted = (table: string) =>
    changes
      .filter((change) => change.table === table && (table === 'speakers' || people.has(change.row)))
      .flatMap(({ images }) => images.map((image) => image?.display_name))
      .filter((name) => typeof name === 'string');
  for (const name of noted('user_profiles')) names.add(name);
  const keys = new Set([...names].map(nameKey));
  for (const name of noted('speakers')) if (keys.has(nameKey(name))) names.add(name);
  return names;
}

/** Ids of the samples, which steps that revoke or restore one name alone. */
const samplesOf = (store: Store, people: ReadonlySet<string>): readonly string[] =>
  store
    .sql<{ id: string }>('SELECT id FROM voice_samples WHERE profile_id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify([...people]))
    .map(({ id }) => id);

/** Whether a row is about the person and nothing else. @param owned ids of the profiles and their samples */
function isPersonal({ table, row, images }: Change, owned: ReadonlySet<string>): boolean {
  if (table === 'speakers' || table === 'transcript_segments') return false;
  return (
    owned.has(row) || images.some((image) => Object.values(image ?? {}).some((v) => owned.has(String(v))))
  );
}

/** Whether somebody was named for a meeting by one of these names (as keys) or addresses. */
const isInvited = ({ images }: Change, invited: ReadonlySet<string>): boolean =>
  images.some((image) => [image?.name_key, image?.email].some((value) => invited.has(String(value))));

const addressesOf = (store: Store, people: ReadonlySet<string>): readonly string[] =>
  store
    .sql<{ email: string }>(
      'SELECT email FROM user_profiles WHERE email IS NOT NULL AND id IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify([...people]))
    .map(({ email }) => email);

/** The image without what it says about the person; the same object when that is nothing. */
function withoutPerson(
  store: Store,
  { table, row }: Change,
  image: Image,
  { people, clusters }: Traces,
): Image {
  if (table === 'speakers' && clusters.has(row)) return without(image, labelAndVoice);
  if (table === 'speakers' && typeof image.candidates === 'string') {
    const all = storedList<{ profileId: string }>(image.candidates, 'operation_changes', isObject);
    const others = all.filter((candidate) => !people.has(candidate.profileId));
    return others.length === all.length ? image : { ...image, candidates: JSON.stringify(others) };
  }
  if (table === 'transcript_segments' && image.feature_vector != null) {
    const now = store
      .sql<{ speaker: string | null }>('SELECT speaker_id AS speaker FROM transcript_segments WHERE id = ?')
      .get(row);
    if ([image.speaker_id, now?.speaker].some((id) => clusters.has(String(id))))
      return without(image, ['feature_vector']);
  }
  return image;
}

const labelAndVoice = [
  'user_profile_id',
  'display_name',
  'confidence',
  'candidates',
  'label_source',
  'centroid',
];

function without(image: Image, columns: readonly string[]): Image {
  const left = Object.entries(image).filter(([name]) => !columns.includes(name));
  return left.length === Object.keys(image).length ? image : Object.fromEntries(left);
}
