/** A warning about voices that said too little to be people. */
export const describeGhosts = (count: number): string =>
  count === 1
    ? 'A voice was heard so briefly that it was not counted as a person; its words went to the others.'
    : `${count} voices were heard so briefly that they were not counted as people; their words went to the others.`;
