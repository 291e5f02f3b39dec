const open = '<think>';
const close = '</think>';

/**
 * A model that reasons aloud may write that before its answer, between `<think>` and `</think>`; a server that knows the
 * model keeps it apart, others let it through. @returns a function that takes the text as it arrives and returns what
 * belongs to the answer.
 */
export function dropThinking(): (text: string) => string {
  let pending = '';
  let state: 'beginning' | 'thinking' | 'gap' | 'answer' = 'beginning';
  return (text) => {
    if (state === 'answer') return text;
    pending += text;
    if (state === 'beginning') {
      const begun = pending.trimStart();
      // What has arrived may be the first letters of the mark.
      if (begun.length < open.length && open.startsWith(begun)) return '';
      state = begun.startsWith(open) ? 'thinking' : 'answer';
    }
    if (state === 'thinking') {
      const end = pending.indexOf(close);
      pending = end === -1 ? pending.slice(-close.length) : pending.slice(end + close.length);
      if (end === -1) return '';
      state = 'gap';
    }
    if (state === 'gap') pending = pending.trimStart();
    if (pending !== '') state = 'answer';
    return pending;
  };
}
