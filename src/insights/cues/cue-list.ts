/** By which phrases a language shows what a sentence does. All of them are looked for in a text in lower case. */
export interface CueList {
  /** Something was decided: "we agreed", "the decision is". */
  readonly decided: RegExp;
  /** It was not, or not yet: "we have not decided", "decide next week". */
  readonly undecided: RegExp;
  /** Whoever speaks takes something on: "I will". */
  readonly commits: RegExp;
  /** They do not: "I will not", "I will be there". */
  readonly declines: RegExp;
  /** Somebody is asked to do something: "please", "can you". */
  readonly asks: RegExp;
  /** Somebody has to, and only a day or a name makes a task of it: "we need to". */
  readonly obliges: RegExp;
  /** What follows the name of somebody who is to do something: "will", "takes care of". */
  readonly assigns: RegExp;
  /** A task is called one: "action item". */
  readonly tasks: RegExp;
  /** Something may go wrong: "risk", "blocked". */
  readonly risks: RegExp;
  /** How a question begins that has no question mark. */
  readonly questions: RegExp;
  /** Questions that want no answer: "right?", "can you hear me?". */
  readonly idle: RegExp;
  /** How an answer begins that takes something on: "yes", "sure". */
  readonly accepts: RegExp;
}

type Phrases = Readonly<Record<keyof CueList, string>>;

/**
 * Phrases as expressions, each of which is compiled when it is first used: there are a hundred, and a meeting needs those
 * of its language. Each is a pattern, one a line or with bars between them; a space stands for any space.
 *
 * @param spaced whether the language has spaces, so that a phrase begins and ends with a word.
 */
export function cueList(phrases: Phrases, spaced = true): CueList {
  const [before, after] = spaced ? ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'] : ['', ''];
  const compile = (name: string, text: string): RegExp => {
    const patterns = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const pattern = `(?:${patterns.join('|')})`.replaceAll(' ', '\\s+');
    const atStart = name === 'questions' || name === 'accepts' || name === 'assigns';
    return new RegExp(`${atStart ? '^[^\\p{L}]*' : before}${pattern}${after}`, 'u');
  };
  const list = {};
  for (const [name, text] of Object.entries(phrases)) {
    let compiled: RegExp | undefined;
    Object.defineProperty(list, name, {
      enumerable: true,
      get: () => {
        compiled ??= compile(name, text);
        return compiled;
      },
    });
  }
  return list as CueList;
}
