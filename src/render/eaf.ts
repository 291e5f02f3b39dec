import type { Meeting } from '../domain/meeting.js';
import { escapeXml } from './escape-xml.js';
import { fileAddress } from './file-address.js';
import { type Interval, tiersOf } from './tiers.js';

/**
 * ELAN's annotation format 3.0: for each voice a tier of its turns, and below it one of its words, which lie in them. ELAN
 * finds the recording beside the file; its path is not written.
 */
export function renderEaf(meeting: Meeting): string {
  const { recording } = meeting;
  const times: number[] = [];
  let annotations = 0;
  const slot = (time: number) => `ts${times.push(time)}`;
  const annotate = ({ start, end, text }: Interval) => {
    annotations += 1;
    const [from, to] = [slot(start), slot(end)];
    return [
      '        <ANNOTATION>',
      `            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a${annotations}" TIME_SLOT_REF1="${from}" TIME_SLOT_REF2="${to}">`,
      `                <ANNOTATION_VALUE>${escapeXml(text)}</ANNOTATION_VALUE>`,
      '            </ALIGNABLE_ANNOTATION>',
      '        </ANNOTATION>',
    ];
  };
  const tier = (id: string, about: Readonly<Record<string, string>>, intervals: readonly Interval[]) => [
    `    <TIER ${attributes({ ...about, TIER_ID: id })}>`,
    ...intervals.flatMap(annotate),
    '    </TIER>',
  ];
  const tiers = tiersOf(meeting).flatMap(({ name, wordsName, turns }) => [
    ...tier(name, { LINGUISTIC_TYPE_REF: 'turns', PARTICIPANT: name }, turns),
    ...tier(
      wordsName,
      { LINGUISTIC_TYPE_REF: 'words', PARENT_REF: name, PARTICIPANT: name },
      turns.flatMap(({ words }) => words),
    ),
  ]);
  const media = fileAddress(recording.fileName);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<ANNOTATION_DOCUMENT ${attributes({
      AUTHOR: '',
      DATE: recording.recordedAt,
      FORMAT: '3.0',
      VERSION: '3.0',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:noNamespaceSchemaLocation': 'http://www.mpi.nl/tools/elan/EAFv3.0.xsd',
    })}>`,
    '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">',
    `        <MEDIA_DESCRIPTOR ${attributes({ MEDIA_URL: `file:///${media}`, MIME_TYPE: recording.mime, RELATIVE_MEDIA_URL: `./${media}` })}/>`,
    `        <PROPERTY NAME="lastUsedAnnotationId">${annotations}</PROPERTY>`,
    '    </HEADER>',
    '    <TIME_ORDER>',
    ...times.map((time, i) => `        <TIME_SLOT TIME_SLOT_ID="ts${i + 1}" TIME_VALUE="${time}"/>`),
    '    </TIME_ORDER>',
    ...tiers,
    '    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="turns" TIME_ALIGNABLE="true"/>',
    '    <LINGUISTIC_TYPE CONSTRAINTS="Included_In" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true"/>',
    '    <CONSTRAINT DESCRIPTION="Time alignable annotations within the parent annotation\'s time interval, gaps are allowed" STEREOTYPE="Included_In"/>',
    '</ANNOTATION_DOCUMENT>',
  ].join('\n')}\n`;
}

const attributes = (of: Readonly<Record<string, string>>): string =>
  Object.entries(of)
    .map(([name, value]) => `${name}="${escapeXml(value)}"`)
    .join(' ');
