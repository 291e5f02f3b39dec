import type { SecretVariable } from '../context.js';

/** The passphrases of the environment. They are taken out of it at once: ffmpeg, an editor, a hook and the process of the pipeline inherit what is left. */
export const secrets: Readonly<Record<SecretVariable, string | undefined>> = {
  SCRIBE_PASSPHRASE: take('SCRIBE_PASSPHRASE'),
  SCRIBE_NEW_PASSPHRASE: take('SCRIBE_NEW_PASSPHRASE'),
};

function take(name: SecretVariable): string | undefined {
  const secret = process.env[name];
  delete process.env[name];
  return secret || undefined;
}
