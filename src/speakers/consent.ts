/** Version of the text that people agree to; it is stored with the time of the consent. Raised when the text changes. */
export const consentVersion = '1';

/** The same, and that the voice may be shared: what `sharingQuestion` asks. */
export const sharedConsent = '1 shared';

/** Whether somebody who agreed to this agreed to the text of today. */
export const agreedAlready = (version: string | null | undefined): boolean =>
  version === consentVersion || version === sharedConsent;

/** What a person is asked before workers on other machines may recognize the voice. */
export const sharingQuestion = (name: string): string =>
  `Does ${name} agree that these numbers are also kept in a database, and on the machines that recognize recordings for it?`;

/** What a person is asked before the voice is stored. docs/speakers.md quotes it. */
export const consentQuestion = (name: string): string =>
  `Does ${name} agree that numbers that describe the voice are stored on this machine, to recognize it?`;

/** A profile's consent in words; `-` without one. @param day on which it was given, as it is to be shown */
export const describeConsent = (version: string | null, day: string): string =>
  version === null ? '-' : `version ${version}, ${day}${agreedAlready(version) ? '' : ' (an older text)'}`;
