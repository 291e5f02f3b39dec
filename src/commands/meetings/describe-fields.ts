import { personText } from '../../domain/meeting-fields.js';
import { localTime } from '../../domain/recorded-at.js';
import { formatClock } from '../../domain/time.js';
import { counted } from '../../report/describe.js';
import type { MeetingTalk } from '../../store/analytics.js';
import type { StoredFields } from '../../store/meeting-fields.js';
import type { MeetingPerson } from '../../store/participants.js';

type Fact = readonly [label: string, value: string];

/** What people said about a meeting: nothing where nobody said anything. */
export function describeFields(fields: StoredFields, zone: string): readonly Fact[] {
  const { description, workspace, room, owner, contact, direction, sourceType, participants } = fields;
  const { scheduledStart, scheduledEnd } = fields;
  const planned = [scheduledStart, scheduledEnd].map((at) => at && describeMoment(at, zone));
  const named = participants.filter((person) => person.named);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['about', description],
    ['workspace', workspace?.name],
    ['room', room?.name],
    ['owner', owner && (personText(known(owner)) || owner.externalId)],
    [
      'contact',
      contact && [contact.name, contact.organization, contact.phone, contact.id].filter(Boolean).join(', '),
    ],
    ['direction', direction === 'UNKNOWN' ? null : direction.toLowerCase()],
    ['source', sourceType === 'recording' ? null : sourceType],
    ['planned', planned.some(Boolean) ? planned.map((moment) => moment ?? '?').join(' to ') : null],
    ['invited', named.length > 0 ? named.map(describePerson).join(', ') : null],
  ];
  return facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function describeMoment(at: string, zone: string): string {
  const { day, time, offset } = localTime(at, null, { zone });
  return `${day} ${time.slice(0, 5)} ${offset}`;
}

function describePerson(person: MeetingPerson): string {
  const role = person.role === 'participant' ? '' : `${person.role}, `;
  return `${personText(known(person))} (${role}${person.status})`;
}

const known = ({ name, email }: { readonly name: string | null; readonly email: string | null }) => ({
  name: name ?? undefined,
  email: email ?? undefined,
});

/** `41 turns, 1203 words; 18:02 of speech, 0:41 of it by several at once, 0:12 the longest silence` */
export function describeTalk({ turns, words, speech, overlap, longestSilence }: MeetingTalk): string {
  const time = (seconds: number) => formatClock(seconds, 'short');
  const several = overlap >= 1 ? `, ${time(overlap)} of it by several at once` : '';
  const silence = longestSilence >= 1 ? `, ${time(longestSilence)} the longest silence` : '';
  return `${counted(turns, 'turn')}, ${counted(words, 'word')}; ${time(speech)} of speech${several}${silence}`;
}
