import type { z } from 'zod';

/** Says which field of a file is wrong: `"config.d_model" is missing or not of the right kind`. */
export function describeMismatch({ issues }: z.ZodError): string {
  const [{ path }] = issues;
  const what = path.length === 0 ? 'the whole file' : `"${path.map(String).join('.')}"`;
  return `${what} is missing or not of the right kind`;
}
