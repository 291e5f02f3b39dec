/** Version of the text that people agree to; it is stored with the time of the consent. Raised when the text changes. */
export const consentVersion = '1';

/** What a person is asked before the voice is stored. docs/speakers.md quotes it. */
export const consentQuestion = (name: string): string =>
  `Does ${name} agree that numbers that describe the voice are stored on this machine, to recognize it?`;

/** A profile's consent in words; `-` without one. @param day on which it was given, as it is to be shown */
export const describeConsent = (version: string | null, day: string): string =>
  version === null
    ? '-'
    : `version ${version}, ${day}${version === consentVersion ? '' : ' (an older text)'}`;
