import { Eta } from 'eta';
import type { Meeting } from '../domain/meeting.js';
import { type ClockStyle, formatClock } from '../domain/time.js';
import { visibleLines } from '../domain/visible-text.js';
import { ScribeError } from '../errors.js';
import { escapeXml } from './escape-xml.js';
import { jsonTranscript } from './json.js';

/** A file that a person wrote, and named on the command line. */
export interface Template {
  /** For errors. */
  readonly path: string;
  readonly text: string;
}

/**
 * Fills a template in the language of eta, in which `it` has what transcript.json has, and the functions of the table in
 * docs/formats.md. A template is code: it runs with the rights of whoever runs scribe. It includes no other file.
 *
 * @throws ScribeError USAGE with the file and the line.
 */
export function renderTemplate(meeting: Meeting, { path, text }: Template): string {
  const eta = new Eta(options);
  try {
    return visibleLines(eta.renderString(text, templateData(meeting)));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const line = /\bline (\d+)/.exec(message)?.[1] ?? lineOfMistake(text, firstReason(message));
    throw new ScribeError(
      'USAGE',
      `Filling the template ${path} failed: line ${line}: ${firstReason(message)}.`,
      {
        hint: 'docs/formats.md lists what a template sees; examples/templates has templates that work.',
        cause,
      },
    );
  }
}

/**
 * Nothing is escaped by itself, since most templates write no HTML, and a line end after a tag stays unless the tag ends with
 * `-%>`. `debug` tells the line of what fails.
 */
const options = { autoEscape: false, autoTrim: false, debug: true, cache: false } as const;

/** What stands for `it` in a template. */
function templateData(meeting: Meeting) {
  return {
    ...jsonTranscript(meeting),
    clock: (ms: number, style: ClockStyle = 'clock') => formatClock(ms / 1000, style),
    escape: (value: unknown) => escapeXml(String(value)),
    csv: (value: unknown) => `"${String(value).replaceAll('"', '""')}"`,
  };
}

/** The reason in a message of eta, which has the place before it and the code after it. */
function firstReason(message: string): string {
  const paragraphs = message.split(/\n\s*\n/).map((part) => part.trim());
  const reason = /^(?:line \d+|Bad template syntax)/.test(paragraphs[0]) ? paragraphs[1] : paragraphs[0];
  return (reason ?? message).split('\n')[0].replace(/ at line \d+ col \d+:?$/, '');
}

/** The tag after which code is no JavaScript for the same reason as in the end: eta says no line for it. */
function lineOfMistake(text: string, reason: string): number {
  const eta = new Eta(options);
  const tags = [...text.matchAll(/%>/g)].map(({ index }) => index + 2);
  for (const end of tags)
    try {
      eta.compile(`${text.slice(0, end)}\n.`);
    } catch (cause) {
      if (cause instanceof Error && firstReason(cause.message) === reason) return linesTo(text, end);
    }
  return linesTo(text, text.length);
}

const linesTo = (text: string, end: number): number => text.slice(0, end).split('\n').length;
