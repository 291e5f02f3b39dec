import type { Dating } from '../domain/recorded-at.js';
import { nameKey } from './profiles.js';
import type { Store } from './store.js';

/*
 * The indexes of full text, which triggers keep. A turn has a key there: that of its meeting times 2^20, and a number, so
 * that newer meetings have greater ones.
 */

/** The index of words, or that of three characters each. */
export type TextIndex = 'search_words' | 'search_unspaced';

/** Which turns are looked at; what is not given does not matter. */
export interface TurnFilter {
  readonly meetingId?: string;
  /** Name of the person who speaks, enrolled or not, or a cluster such as S2. Case does not matter. */
  readonly speaker?: string;
  /** Recorded at this moment or later, UTC ISO-8601. */
  readonly from?: string;
  /** Recorded before this moment, UTC ISO-8601. */
  readonly before?: string;
  /** Code of the language of the turn. */
  readonly language?: string;
}

/** A turn that was found: its key, and how well it fits; greater is better. */
export interface Match {
  readonly key: number;
  readonly score: number;
}

/** Meetings and voices that a filter leaves, worked out once; null: all of them. */
export interface Chosen {
  readonly meetings: readonly number[] | null;
  readonly speakers: readonly string[] | null;
  readonly language: string | null;
}

/** Works out which meetings and voices a filter leaves. To be called inside `read`. */
export function choose(store: Store, filter: TurnFilter): Chosen {
  const { meetingId, speaker, from, before, language = null } = filter;
  const speakers = speaker === undefined ? null : speakersOf(store, speaker, meetingId);
  const conditions = [
    meetingId !== undefined && 'm.id = @meetingId',
    from !== undefined && 'm.start_time >= @from',
    before !== undefined && 'm.start_time < @before',
    speakers && 'm.id IN (SELECT value FROM json_each(@of))',
  ].filter((condition) => typeof condition === 'string');
  if (conditions.length === 0) return { meetings: null, speakers: null, language };
  const meetings = store
    .sql<{ id: number }>(
      `SELECT k.id FROM meetings m JOIN search_meetings k ON k.meeting_id = m.id
       WHERE ${conditions.join(' AND ')} ORDER BY k.id`,
    )
    .all({ meetingId, from, before, of: JSON.stringify((speakers ?? []).map((row) => row.meetingId)) })
    .map(({ id }) => id);
  return { meetings, speakers: speakers?.map(({ id }) => id) ?? null, language };
}

function speakersOf(store: Store, name: string, meetingId: string | undefined) {
  return store
    .sql<{ id: string; meetingId: string }>(
      `SELECT s.id, s.meeting_id AS meetingId FROM user_profiles p JOIN speakers s ON s.user_profile_id = p.id
       WHERE p.name_key = @key
       UNION SELECT id, meeting_id FROM speakers WHERE user_profile_id IS NULL AND display_name = @name COLLATE NOCASE
       UNION SELECT id, meeting_id FROM speakers WHERE meeting_id = @meetingId AND cluster_id = @name COLLATE NOCASE`,
    )
    .all({ name: name.trim(), key: nameKey(name), meetingId: meetingId ?? null });
}

/**
 * The newest turns that an expression of FTS5 fits, at most `most`, with their scores by bm25 (Robertson and Zaragoza 2009,
 * as FTS5 has it). To be called inside `read`.
 *
 * @param except an expression over the index of three characters: turns that it fits are left out.
 */
export function matchTurns(
  store: Store,
  wanted: {
    readonly index: TextIndex;
    readonly expression: string;
    readonly except: string | null;
    readonly chosen: Chosen;
    readonly most: number;
  },
): Match[] {
  const { index, expression, except, chosen, most } = wanted;
  const { conditions, values } = conditionsOf(chosen, `${index}.rowid`);
  if (except !== null) conditions.push(exceptCondition(index));
  return store
    .sql<Match>(
      `SELECT rowid AS key, -bm25(${index}) AS score FROM ${index}
       WHERE ${[`${index} MATCH @expression`, ...conditions].join(' AND ')} ORDER BY rowid DESC LIMIT @most`,
    )
    .all({ ...values, expression, except, most });
}

/** What SQL must say of the key of a turn so that only chosen ones are left. */
function conditionsOf({ meetings, speakers, language }: Chosen, key: string) {
  const conditions: string[] = [];
  if (meetings)
    conditions.push(
      `${key} BETWEEN @first AND @last`,
      `${key} >> 20 IN (SELECT value FROM json_each(@meetings))`,
    );
  if (speakers || language !== null)
    conditions.push(
      `EXISTS (SELECT 1 FROM search_turns k JOIN transcript_segments g ON g.id = k.segment_id WHERE k.id = ${key}
         AND (@speakers IS NULL OR g.speaker_id IN (SELECT value FROM json_each(@speakers)))
         AND (@language IS NULL OR g.language = @language))`,
    );
  const values = {
    first: (meetings?.at(0) ?? 0) * 2 ** 20,
    last: ((meetings?.at(-1) ?? -1) + 1) * 2 ** 20 - 1,
    meetings: JSON.stringify(meetings),
    speakers: speakers && JSON.stringify(speakers),
    language,
  };
  return { conditions, values };
}

/** Those of some turns that a filter leaves, in no order. To be called inside `read`. */
export function keepChosen(store: Store, keys: readonly number[], chosen: Chosen): number[] {
  const { conditions, values } = conditionsOf(chosen, 'j.value');
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return store
    .sql<{ key: number }>(`SELECT j.value AS key FROM json_each(@keys) j ${where}`)
    .all({ ...values, keys: JSON.stringify(keys) })
    .map(({ key }) => key);
}

/** Everything of three characters in the index that begins with a text of one or two. To be called inside `read`. */
export function threeCharacters(store: Store, beginning: string, most = 1000): string[] {
  const last = String.fromCodePoint(0x10ffff);
  return store
    .sql<{ term: string }>('SELECT term FROM search_unspaced_terms WHERE term >= ? AND term < ? LIMIT ?')
    .all(beginning, beginning + last, most)
    .map(({ term }) => term);
}

/** A turn as a search shows it. */
export interface FoundTurn {
  readonly key: number;
  readonly meetingId: string;
  readonly turnId: string;
  readonly title: string;
  /** UTC ISO-8601. */
  readonly recordedAt: string | null;
  readonly dating: Dating | null;
  /** Null: nobody knows a name. */
  readonly name: string | null;
  readonly clusterId: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly language: string | null;
  readonly text: string;
}

const turnColumns = `k.id AS key, m.id AS meetingId, g.id AS turnId, coalesce(m.title, '') AS title, m.start_time AS recordedAt,
  CASE WHEN f.recorded_source IS NULL THEN 'null' ELSE json_object('source', f.recorded_source,
    'precision', f.recorded_precision, 'zone', f.recorded_zone) END AS dating,
  coalesce(p.display_name, s.display_name) AS name, g.speaker AS clusterId, g.start_time AS start, g.end_time AS "end",
  g.language, g.text`;
const turnTables = `search_turns k JOIN transcript_segments g ON g.id = k.segment_id
  JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed' JOIN meetings m ON m.id = t.meeting_id
  LEFT JOIN files f ON f.id = m.file_id LEFT JOIN speakers s ON s.id = g.speaker_id
  LEFT JOIN user_profiles p ON p.id = s.user_profile_id`;

type TurnRow = Omit<FoundTurn, 'dating'> & { readonly dating: string };
const toFound = (row: TurnRow): FoundTurn => ({ ...row, dating: JSON.parse(row.dating) as Dating | null });

/** The turns with these keys, in no order. To be called inside `read`. */
export function turnsByKey(store: Store, keys: readonly number[]): FoundTurn[] {
  return store
    .sql<TurnRow>(`SELECT ${turnColumns} FROM ${turnTables} WHERE k.id IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(keys))
    .map(toFound);
}

/** The turns before and after one, at most `count` on each side, in the order of time. To be called inside `read`. */
export function turnsAround(
  store: Store,
  turnId: string,
  count: number,
): readonly [FoundTurn[], FoundTurn[]] {
  const side = (positions: string) =>
    store
      .sql<TurnRow>(
        `SELECT ${turnColumns} FROM transcript_segments o JOIN ${turnTables}
         WHERE o.id = @turnId AND g.transcription_id = o.transcription_id AND g.position ${positions} ORDER BY g.position`,
      )
      .all({ turnId, count })
      .map(toFound);
  return [
    side('BETWEEN o.position - @count AND o.position - 1'),
    side('BETWEEN o.position + 1 AND o.position + @count'),
  ];
}

/** The meetings in which a turn fits an expression, however many turns do. To be called inside `read`. */
export function meetingsMatching(
  store: Store,
  { index, expression, except }: Pick<Parameters<typeof matchTurns>[1], 'index' | 'expression' | 'except'>,
): string[] {
  const condition = except === null ? '' : exceptCondition(index);
  return store
    .sql<{ id: string }>(
      `SELECT meeting_id AS id FROM search_meetings WHERE id IN (
         SELECT ${index}.rowid >> 20 FROM ${index} WHERE ${index} MATCH @expression ${condition && `AND ${condition}`})`,
    )
    .all({ expression, ...(except !== null && { except }) })
    .map(({ id }) => id);
}

const exceptCondition = (index: TextIndex): string =>
  `${index}.rowid NOT IN (SELECT rowid FROM search_unspaced WHERE search_unspaced MATCH @except)`;
