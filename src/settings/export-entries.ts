import { z } from 'zod';
import { targetNames } from '../domain/target-names.js';

/** Where finished meetings are sent, as the settings name it. */
export interface ExportEntry {
  /** The address of a Postgres server, `s3://bucket/prefix`, or a folder. */
  readonly to: string;
  /** Null: what `exportTarget` says. */
  readonly target: (typeof targetNames)[number] | null;
  /** Voices are sent, too. */
  readonly voiceprints: boolean;
  /** Of an S3 service that is not Amazon's. */
  readonly endpoint: string | null;
}

const address = z.string().trim().min(1);

const entry = z
  .strictObject({
    to: address,
    target: z.enum(targetNames).optional(),
    voiceprints: z.boolean().optional(),
    endpoint: z.string().trim().min(1).optional(),
  })
  .transform(({ to, target, voiceprints, endpoint }) => ({
    to,
    target: target ?? null,
    voiceprints: voiceprints ?? false,
    endpoint: endpoint ?? null,
  }));

const named = address.transform(
  (to): ExportEntry => ({ to, target: null, voiceprints: false, endpoint: null }),
);

/** One destination or several, each as its address or with what else is to be said of it; `none`: nowhere. */
export const exportEntries: z.ZodType<readonly ExportEntry[]> = z.union([
  z.literal('none').transform(() => []),
  z.array(z.union([named, entry])),
  z.union([named, entry]).transform((one) => [one]),
]);

/** Whether it is the address of a Postgres server, as a URL or as `key=value` pairs. */
export const isPostgres = (to: string): boolean => /^postgres(ql)?:\/\/|^[a-z_]+\s*=/.test(to.trim());
