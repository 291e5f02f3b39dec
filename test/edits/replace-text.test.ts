import { describe, expect, it } from 'vitest';
import { parseReplacement, type ReplaceOptions, replaceIn } from '../../src/edits/replace-text.js';

const replace = (text: string, given: string, options: ReplaceOptions = {}) => {
  const { text: after, count } = replaceIn(text, [parseReplacement(given, options)]);
  return [after, count];
};

describe('a replacement', () => {
  it.each<[string, string, ReplaceOptions, string, number]>([
    ['use Kubernets, now', 'Kubernets=Kubernetes', {}, 'use Kubernetes, now', 1],
    ['Kubernetsy kubernets', 'Kubernets=Kubernetes', {}, 'Kubernetsy kubernets', 0],
    ['Kubernets and KUBERNETS', 'kubernets=Kubernetes', {}, 'Kubernetes and Kubernetes', 2],
    ['Colour, my colour', 'colour=color', {}, 'Color, my color', 2],
    ['cuber  netties', 'cuber netties=Kubernetes', {}, 'Kubernetes', 1],
    ['recolours', 'colour=color', { anywhere: true }, 'recolors', 1],
    ['a=b', 'a\\=b=c', {}, 'c', 1],
    ['what (sic) costs', '(sic)=$1', {}, 'what $1 costs', 1],
    ['um yes um', 'um=', {}, ' yes ', 2],
    ['12 and 7 euro', '(\\d+)=$1 EUR', { regex: true }, '12 EUR and 7 EUR euro', 2],
    ['Müller', 'M(ü|ue)ller=Mueller', { regex: true }, 'Mueller', 1],
    ['the Ärzte', 'rzte=x', {}, 'the Ärzte', 0],
    ['Kubernetes', 'kubernetes=Kubernetes', {}, 'Kubernetes', 0],
    ['ab', '$=x', {}, 'ab', 0],
  ])('in "%s": %s %j', (text, given, options, after, count) => {
    expect(replace(text, given, options)).toEqual([after, count]);
  });

  it('comes after the one before it', () => {
    const both = ['a=b', 'b=c'].map((given) => parseReplacement(given, {}));
    expect(replaceIn('a b', both)).toEqual({ text: 'c c', count: 3 });
  });

  it.each([
    ['Kubernets', 'it must be what is there, an equals sign'],
    ['=x', 'there is nothing to look for'],
    ['a\\=b', 'it must be what is there'],
  ])('is refused: %s', (given, message) => {
    expect(() => parseReplacement(given, {})).toThrow(message);
  });

  it('is refused when its regular expression is none', () => {
    expect(() => parseReplacement('(=x', { regex: true })).toThrow('its search is no regular expression');
  });
});
