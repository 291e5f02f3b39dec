import { inParallel } from '../../platform/in-parallel.js';
import { mediaTypeOf } from '../../render/formats.js';
import type { Bucket } from '../../s3/bucket.js';
import type { ArtifactRoot } from './root.js';

/**
 * A prefix of a bucket as a root. One list says of many meetings what is there. An object that has the version that it
 * had when it was put is as it was; any other is asked for the hash in its metadata, and one that has none is not ours.
 *
 * @param endpoint of the service; null: Amazon's.
 */
export function openBucketRoot(bucket: Bucket, endpoint: string | null, signal: AbortSignal): ArtifactRoot {
  /** Of the meetings that were surveyed. */
  let versions = new Map<string, string | null>();
  let listed: {
    readonly meetingIds: ReadonlySet<string>;
    readonly versions: ReadonlyMap<string, string>;
  } | null = null;
  const keyOf = (meetingId: string, name: string) => `${meetingId}/${name}`;
  return {
    endpoint: endpoint ?? '',
    place: bucket.place,
    async survey(meetingIds) {
      versions = new Map();
      // Between an id and the next character after a slash lies all that is in its folder.
      const found = await bucket.list(meetingIds[0], `${meetingIds.at(-1)}0`);
      listed = found && { meetingIds: new Set(meetingIds), versions: found };
    },
    async look(meetingId, name, before) {
      const key = keyOf(meetingId, name);
      if (listed?.meetingIds.has(meetingId)) {
        const version = listed.versions.get(key);
        if (version === undefined) return { kind: 'nothing' };
        const known = before.find((file) => file.name === name && file.version === version);
        if (known) {
          versions.set(key, version);
          return { kind: 'file', sha256: known.sha256 };
        }
      }
      const state = await bucket.head(key);
      if (!state) return { kind: 'nothing' };
      versions.set(key, state.version);
      return state.sha256 === null ? { kind: 'foreign' } : { kind: 'file', sha256: state.sha256 };
    },
    // Nobody but scribe writes its hash into the metadata of an object.
    isOurs: () => true,
    async put(meetingId, files) {
      await inParallel(files, files.length, signal, async ({ name, bytes, sha256 }) => {
        const contentType = mediaTypeOf(name);
        const key = keyOf(meetingId, name);
        versions.set(key, await bucket.put(key, { bytes, sha256, contentType }));
      });
    },
    versionOf: (meetingId, name) => versions.get(keyOf(meetingId, name)) ?? null,
    remove: (meetingId, name) => bucket.remove(keyOf(meetingId, name)),
    close: () => bucket.close(),
  };
}
