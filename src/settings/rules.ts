import { z } from 'zod';

/** What a value must be, and how that is said: `it must be a whole number from 1 to 50`. */
export interface Rule<T> {
  readonly schema: z.ZodType<T>;
  readonly expects: string;
}

/** Flags and the environment give numbers as text. Empty text is not zero. */
const numeric = z.union([z.number(), z.string().trim().min(1).transform(Number)]);
export const number = (min: number, max: number): Rule<number> => ({
  schema: numeric.pipe(z.number().min(min).max(max)),
  expects: `a number from ${min} to ${max}`,
});
export const integer = (min: number, max: number): Rule<number> => ({
  schema: numeric.pipe(z.int().min(min).max(max)),
  expects: `a whole number from ${min} to ${max}`,
});
/** `3`, or `2-4`. */
export const countOrRange = (min: number, max: number): Rule<number | string> => {
  const one = integer(min, max);
  const range = z
    .string()
    .trim()
    .regex(/^\d+\s*-\s*\d+$/)
    .refine((value) => {
      const [least, most] = value.split('-').map(Number);
      return least >= min && least <= most && most <= max;
    });
  return { schema: z.union([one.schema, range]), expects: `${one.expects}, or a range of them` };
};
export const text: Rule<string> = { schema: z.string().trim().min(1), expects: 'non-empty text' };
/** A switch: `--careful`, `SCRIBE_CAREFUL=true`, `careful: true`. */
export const onOrOff: Rule<boolean> = {
  schema: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]),
  expects: '`true` or `false`',
};
export const oneOf = <const T extends readonly string[]>(...choices: T): Rule<T[number]> => ({
  schema: z.enum(choices),
  expects: choices.map((choice) => `\`${choice}\``).join(' or '),
});
export const optional = <T>({ schema, expects }: Rule<T>): Rule<T | null> => ({
  schema: schema.nullable(),
  expects,
});
