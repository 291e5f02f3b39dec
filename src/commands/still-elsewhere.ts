import { shellWord } from '../domain/shell-word.js';
import { outdatedDatabases, outdatedRoots } from '../store/sent-elsewhere.js';
import type { Store } from '../store/store.js';

/** A place that this store has sent something to, and that still has what is erased here. */
export interface StillThere {
  /** `db.example:5432/meetings (core)`, `s3://bucket/prefix` or a folder. */
  readonly place: string;
  /** UTC ISO-8601; null when nobody knows. */
  readonly sentAt: string | null;
  readonly voices: boolean;
  /** What erases it there. */
  readonly command: string;
}

/**
 * Where meetings, and a person, still are as they were before a command: in destinations of the settings that could not
 * be reached, and in all that were ever exported to.
 */
export function stillElsewhere(
  store: Store,
  { meetingIds, profileId }: { readonly meetingIds: readonly string[]; readonly profileId?: string },
): readonly StillThere[] {
  const units = profileId === undefined ? meetingIds : [profileId, ...meetingIds];
  const databases = outdatedDatabases(store, units).map(
    ({ host, port, database, target, voices, sentAt }) => ({
      place: `${host}:${port}/${database} (${target})`,
      sentAt,
      voices,
      command: `scribe export postgres --url ${shellWord(databaseUrl(host, port, database))} --target ${target}`,
    }),
  );
  const roots = outdatedRoots(store, meetingIds).map(({ endpoint, place, createdAt }) => ({
    place,
    sentAt: createdAt,
    voices: false,
    command: `scribe export artifacts --to ${shellWord(place)}${endpoint && ` --endpoint ${shellWord(endpoint)}`}`,
  }));
  return [...databases, ...roots];
}

/** One sentence for people. @param what was erased here: `The voice of Maya`. */
export function describeStillThere(what: string, { place, sentAt, command }: StillThere): string {
  const when = sentAt === null ? '' : ` on ${sentAt.slice(0, 10)}`;
  return `${what} was sent to ${place}${when} and is still there. To erase it there, run: ${command}`;
}

/** A socket is named by its folder, which a URL cannot hold in the place of the host. */
function databaseUrl(host: string, port: number, database: string): string {
  const name = encodeURIComponent(database);
  if (host.startsWith('/')) return `postgresql:///${name}?host=${host}&port=${port}`;
  return `postgresql://${host.includes(':') ? `[${host}]` : host}:${port}/${name}`;
}
