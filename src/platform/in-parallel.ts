/**
 * Works through items in their order, at most `limit` of them at a time. The first failure stops the others, which
 * have ended when it is thrown.
 * @param work is also given its slot, 0 to limit - 1: two items in one slot never overlap.
 * @returns the results in the order of the items
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal, slot: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let next = 0;
  const workThrough = async (slot: number) => {
    while (next < items.length) {
      const index = next++;
      either.throwIfAborted();
      results[index] = await work(items[index], either, slot);
    }
  };
  let failure: { readonly thrown: unknown } | null = null;
  await Promise.all(
    Array.from({ length: Math.min(limit, items.length) }, (_, slot) =>
      workThrough(slot).catch((thrown: unknown) => {
        failure ??= { thrown };
        stop.abort();
      }),
    ),
  );
  if (failure) throw (failure as { thrown: unknown }).thrown;
  return results;
}
