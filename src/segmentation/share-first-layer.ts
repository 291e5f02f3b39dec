import { readFile, stat } from 'node:fs/promises';
import type { Rewriting, Session } from '../onnx/session.js';
import { afterFirstLayer, type FirstLayer, findFirstLayer, firstLayerOf } from './first-layer.js';
import type { SharedNetwork } from './score-windows.js';

/** Bytes of the largest network that is looked into: those of pyannote's layout have 6 MB. */
const largest = 64e6;

/**
 * Opens a segmentation network in two parts, of which overlapping windows share the first; or as a whole, when it begins
 * in another way than pyannote's.
 * @param open opens the network of the file, or what it is rewritten into
 */
export async function shareFirstLayer(
  path: string,
  open: (rewriting?: Rewriting) => Promise<Session>,
): Promise<Session | SharedNetwork> {
  const layer = await readFirstLayer(path);
  if (!layer) return open();
  return { layer, first: await open(firstLayerOf(layer)), rest: await open(afterFirstLayer(layer)) };
}

/** Null when there is none; a file that is missing or damaged is complained of by whoever opens it. */
async function readFirstLayer(path: string): Promise<FirstLayer | null> {
  try {
    return (await stat(path)).size <= largest ? findFirstLayer(await readFile(path)) : null;
  } catch {
    return null;
  }
}
