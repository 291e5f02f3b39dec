import type { ChannelChoice } from './choose.js';
import type { ChannelFinding } from './choose-sum.js';

/** One or two sentences: what was made of the channels, and why. Empty for a recording of one channel. Pure. */
export function describeChoice(choice: ChannelChoice, channels: number): string[] {
  if (channels < 2) return [];
  const sentences = describeFindings(choice.findings, channels);
  const { tracks } = choice;
  const [first] = tracks;
  if (tracks.length > 1) {
    const sums = tracks.map(({ members }) => members.map((c) => c + 1).join('+'));
    sentences.push(
      channels === 2
        ? 'Each channel has voices of its own: left and right were transcribed separately.'
        : `Channels have voices of their own: ${list(sums)} of ${channels} were transcribed separately.`,
    );
  } else if (first.members.length === 1) {
    const one = nameOf(first.members[0], channels);
    sentences.push(
      choice.identical && choice.findings.length === 0
        ? `All channels hold the same sound: only ${one} was used.`
        : `Only ${one} was used.`,
    );
  } else if (choice.identical && sentences.length === 0)
    sentences.push(
      channels === 2 ? 'Both channels hold the same sound.' : `All ${channels} channels hold the same sound.`,
    );
  else
    sentences.push(
      channels === 2
        ? 'Left and right channel were mixed.'
        : first.members.length === channels
          ? `All ${channels} channels were mixed.`
          : `${capital(list(first.members.map((c) => nameOf(c, channels))))} were mixed.`,
    );
  return [sentences.join(' ')];
}

/** What people call a track that is made of these channels: `left channel`, `channel 3`, `channels 1+2`. */
export function trackLabel(members: readonly number[], channels: number): string {
  if (channels === 2 && members.length === 1) return members[0] === 0 ? 'left channel' : 'right channel';
  return `channel${members.length > 1 ? 's' : ''} ${members.map((c) => c + 1).join('+')}`;
}

function describeFindings(findings: readonly ChannelFinding[], channels: number): string[] {
  const all = (kind: ChannelFinding['kind'], one: string, many: string): string[] => {
    const names = findings.filter((finding) => finding.kind === kind).map(({ channel }) => channel);
    if (names.length === 0) return [];
    const text =
      names.length === 1
        ? nameOf(names[0], channels)
        : channels === 2
          ? 'both channels'
          : `channels ${list(names.map((c) => String(c + 1)))}`;
    return [`${capital(text)} ${names.length === 1 ? one : many}.`];
  };
  return [
    ...all('silent', 'is silent', 'are silent'),
    ...all('steady', 'holds nothing but steady noise', 'hold nothing but steady noise'),
    ...all('negligible', 'holds nothing of its own', 'hold nothing of their own'),
    ...all(
      'inverted',
      'is, at times or throughout, in opposite phase, so a mix would cancel voices',
      'are, at times or throughout, in opposite phase, so a mix would cancel voices',
    ),
    ...findings.flatMap((finding) =>
      finding.kind === 'late'
        ? [
            `${capital(nameOf(finding.channel, channels))} repeats ${nameOf(finding.of, channels)} ${Math.abs(finding.delay * 1000).toFixed(1)} ms ${finding.delay > 0 ? 'later' : 'earlier'}.`,
          ]
        : [],
    ),
    ...all('unneeded', 'has nothing that the others lack', 'have nothing that the others lack'),
  ];
}

/** Sentences about the level. */
export function describeLevel(gains: readonly number[], offset: boolean): string[] {
  const sentences: string[] = [];
  if (offset) sentences.push('A constant offset was removed from the sound.');
  const decibels = gains.map((gain) => Math.round(20 * Math.log10(gain)));
  const low = Math.min(...decibels);
  const high = Math.max(...decibels);
  if (low <= -3 && low === high)
    sentences.push(`The sound was made softer by ${-low} dB: it was beyond full scale.`);
  else if (high >= 3 && low === high)
    sentences.push(`The sound was made louder by ${high} dB: it was very soft.`);
  else if (high >= 3 || low <= -3)
    sentences.push(`The tracks were brought to a similar level, by ${low} to ${high} dB.`);
  return sentences;
}

function nameOf(channel: number, channels: number): string {
  if (channels === 2) return channel === 0 ? 'the left channel' : 'the right channel';
  return `channel ${channel + 1} of ${channels}`;
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
