import type { Encoded } from '../nemo/encoder.js';
import type { ContextGraph } from '../nemo/hotwords.js';
import { createTokenPicker, logAddExp } from '../nemo/logits.js';

interface PrefixBeamOptions {
  readonly blank: number;
  /** Prefixes that are kept after each frame, and tokens that each is extended by. */
  readonly beam: number;
  /** A token this far below the most probable one of its frame is not tried, in natural logarithms. */
  readonly depth: number;
  readonly graph: ContextGraph;
}

export const prefixDefaults = { depth: 10 } as const;

const never = Number.NEGATIVE_INFINITY;

/** The start of a text, one object for each. */
interface Prefix {
  readonly parent: Prefix | null;
  readonly token: number;
  /** State of the context graph, and the rewards on the way to it. */
  readonly context: number;
  readonly reward: number;
  readonly next: Map<number, Prefix>;
  /** Log probability of all paths so far that spell it: of those that end in a blank, and of the others. */
  blank: number;
  spoken: number;
  /** The same after the current frame. */
  nextBlank: number;
  nextSpoken: number;
}

/**
 * CTC prefix beam search (Hannun et al. 2014, "First-Pass Large Vocabulary Continuous Speech Recognition using
 * Bi-Directional Recurrent DNNs"): the text with the highest probability over all its paths, with the rewards of a
 * context graph in place of a language model.
 *
 * @param encoded log probabilities, [length, vocabulary].
 * @returns the tokens.
 */
export function searchPrefixes({ frames, length }: Encoded, options: PrefixBeamOptions): number[] {
  const { blank, beam, depth, graph } = options;
  const vocabulary = frames.length / Math.max(1, length);
  const pick = createTokenPicker(vocabulary, blank, Math.min(beam, vocabulary - 1), graph);
  const empty = newPrefix(null, -1, 0, 0);
  empty.blank = 0;
  let kept: Prefix[] = [empty];
  for (let t = 0; t < length; t++) {
    const reached = new Set<Prefix>();
    for (const prefix of kept) {
      const picked = pick(frames, t * vocabulary, prefix.context);
      const both = logAddExp(prefix.blank, prefix.spoken);
      reached.add(prefix);
      prefix.nextBlank = logAddExp(prefix.nextBlank, both + picked.blankLogProb);
      // The same token again continues its run; only after a blank is it a new one.
      if (prefix.token >= 0) {
        const again = prefix.spoken + frames[t * vocabulary + prefix.token];
        prefix.nextSpoken = logAddExp(prefix.nextSpoken, again);
      }
      const floor = Math.max(picked.blankLogProb, picked.logProbs[0]) - depth;
      for (let i = 0; i < picked.count; i++) {
        const token = picked.tokens[i];
        if (picked.logProbs[i] < floor) continue;
        const before = token === prefix.token ? prefix.blank : both;
        if (before === never) continue;
        const longer = lengthen(prefix, token);
        longer.nextSpoken = logAddExp(longer.nextSpoken, before + picked.logProbs[i]);
        reached.add(longer);
      }
    }
    for (const prefix of reached) {
      prefix.blank = prefix.nextBlank;
      prefix.spoken = prefix.nextSpoken;
      prefix.nextBlank = never;
      prefix.nextSpoken = never;
    }
    const sorted = [...reached].sort((a, b) => scoreOf(b) - scoreOf(a));
    kept = sorted.slice(0, beam);
    // A dropped prefix may be reached again, and then starts from nothing.
    for (const prefix of sorted.slice(beam)) prefix.blank = prefix.spoken = never;
  }
  const final = (prefix: Prefix) => scoreOf(prefix) + graph.finish(prefix.context);
  const best = kept.reduce((a, b) => (final(b) > final(a) ? b : a));
  const tokens: number[] = [];
  for (let at: Prefix | null = best; at?.parent; at = at.parent) tokens.push(at.token);
  return tokens.reverse();

  function lengthen(prefix: Prefix, token: number): Prefix {
    let longer = prefix.next.get(token);
    if (!longer) {
      const context = graph.next(prefix.context, token);
      longer = newPrefix(prefix, token, context, prefix.reward + graph.reward(prefix.context, context));
      prefix.next.set(token, longer);
    }
    return longer;
  }
}

const scoreOf = (prefix: Prefix): number => logAddExp(prefix.blank, prefix.spoken) + prefix.reward;

function newPrefix(parent: Prefix | null, token: number, context: number, reward: number): Prefix {
  return {
    ...{ parent, token, context, reward, next: new Map() },
    ...{ blank: never, spoken: never, nextBlank: never, nextSpoken: never },
  };
}
