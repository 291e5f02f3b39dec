import type { Embedding } from '../domain/speakers.js';
import type { Seconds } from '../domain/time.js';
import { toFloats } from './columns.js';
import { read, type Store } from './store.js';

/** A cluster without a name. */
export interface UnknownVoice {
  /** Of its row: it stays the same as long as the meeting is there. */
  readonly id: string;
  readonly meetingId: string;
  readonly clusterId: string;
  readonly embedding: Embedding;
}

/** The clusters of completed meetings that have no name and speak for so long, oldest meeting first. */
export function listUnknownVoices(store: Store, minSeconds: Seconds): readonly UnknownVoice[] {
  interface Row extends Omit<UnknownVoice, 'embedding'> {
    readonly model: string;
    readonly centroid: Buffer;
  }
  return read(store, 'reading the unknown voices', () =>
    store
      .sql<Row>(
        `SELECT s.id, s.meeting_id AS meetingId, s.cluster_id AS clusterId, s.centroid_model AS model, s.centroid
         FROM speakers s JOIN meetings m ON m.id = s.meeting_id AND m.status = 'completed'
         WHERE s.user_profile_id IS NULL AND s.display_name IS NULL AND s.centroid IS NOT NULL
           AND s.seconds_spoken >= ?
         ORDER BY m.created_at, m.id, s.position`,
      )
      .all(minSeconds)
      .map(({ model, centroid, ...voice }) => ({
        ...voice,
        embedding: { model, vector: toFloats(centroid) },
      })),
  );
}
