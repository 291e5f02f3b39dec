import type { z } from 'zod';

/** Which field of a file is not as it should be: `"config.d_model" is missing or not of the right kind`. */
export function describeMismatch({ issues }: z.ZodError): string {
  const [{ path }] = issues;
  const what = path.length === 0 ? 'the whole' : `"${path.map(String).join('.')}"`;
  return `${what} is missing or not of the right kind`;
}
