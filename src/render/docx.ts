import type { Meeting } from '../domain/meeting.js';
import { isoDate } from '../domain/recorded-at.js';
import { formatClock } from '../domain/time.js';
import { describeUnrecognized } from '../domain/unrecognized.js';
import { oneLine } from '../domain/visible-text.js';
import { escapeXml } from './escape-xml.js';
import { speakerNames } from './speaker-names.js';
import { fixZipDates } from './zip-dates.js';

/** Of grey text, as RGB: at least 4.5:1 on white. */
const grey = '666666';
/** Twips (1/20 pt): where the text of a turn begins, right of its time. */
const timeColumn = 1000;

/**
 * A Word document: title, what the recording is, then a paragraph for each turn with its time, the name in bold, and the
 * text beside the time. Title, names, times and remarks have styles of their own, which can be changed in one place.
 * The same meeting gives the same bytes: the only date in it is that of the recording.
 */
export async function renderDocx(meeting: Meeting): Promise<Uint8Array> {
  // Half a megabyte of code, which no other format needs.
  const { Document, HeadingLevel, Packer, Paragraph, TextRun } = await import('docx');
  const { recording, title } = meeting;
  const nameOf = speakerNames(meeting);
  const paragraph = (style: string, text: string) => new Paragraph({ style, children: [new TextRun(text)] });
  const timed = (start: number, children: InstanceType<typeof TextRun>[]) => ({
    start,
    paragraph: new Paragraph({
      style: 'Turn',
      children: [new TextRun({ text: `${formatClock(start, 'clock')}\t`, style: 'Time' }), ...children],
    }),
  });
  const turns = meeting.turns
    .map((turn) => ({ ...turn, text: oneLine(turn.text) }))
    .filter(({ text }) => text !== '')
    .map(({ start, clusterId, text }) =>
      timed(start, [new TextRun({ text: nameOf(clusterId), style: 'Speaker' }), new TextRun(`: ${text}`)]),
    );
  const lost = meeting.unrecognized.map((span) =>
    timed(span.start, [new TextRun({ text: describeUnrecognized(span), italics: true, color: grey })]),
  );
  const about = `${isoDate(recording.recordedAt, recording.dating)} · ${formatClock(recording.duration, 'clock')} · ${oneLine(recording.fileName)}`;
  const remarks = [...recording.warnings, ...recording.notes].map(oneLine);
  const spoken = [...turns, ...lost].sort((a, b) => a.start - b.start);
  const document = new Document({
    title: oneLine(title),
    creator: 'scribe',
    lastModifiedBy: 'scribe',
    styles: {
      default: { document: { run: { font: 'Calibri', size: 22, language: { value: meeting.language } } } },
      characterStyles: [
        { id: 'Speaker', name: 'Speaker', run: { bold: true } },
        { id: 'Time', name: 'Time', run: { color: grey, size: 18 } },
      ],
      paragraphStyles: [
        {
          id: 'Turn',
          name: 'Turn',
          basedOn: 'Normal',
          quickFormat: true,
          paragraph: { spacing: { after: 120 }, indent: { left: timeColumn, hanging: timeColumn } },
        },
        {
          id: 'Remark',
          name: 'Remark',
          basedOn: 'Normal',
          quickFormat: true,
          run: { color: grey, italics: true },
          paragraph: { spacing: { after: 120 } },
        },
      ],
    },
    sections: [
      {
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(oneLine(title))] }),
          paragraph('Remark', about),
          ...remarks.map((remark) => paragraph('Remark', remark)),
          ...spoken.map((each) => each.paragraph),
          ...(spoken.length === 0 ? [paragraph('Remark', 'No speech was found in this recording.')] : []),
          paragraph('Remark', `meeting ${meeting.id}`),
        ],
      },
    ],
  });
  const properties = { path: 'docProps/core.xml', data: coreProperties(meeting) };
  return fixZipDates(new Uint8Array(await Packer.toBuffer(document, undefined, [properties])));
}

/** The library dates a document at the moment at which it is made: this is the same without the clock. */
function coreProperties({ title, recording }: Meeting): string {
  const date = (name: string) =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${recording.recordedAt}</dcterms:${name}>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(oneLine(title))}</dc:title><dc:creator>scribe</dc:creator>${date('created')}${date('modified')}</cp:coreProperties>
`;
}
