import { arch } from 'node:os';
import { expect, it } from 'vitest';
import { processorKind } from '../../src/platform/processor-kind.js';

it('names the instructions that kernels are made for, in one order', () => {
  const list = 'model name\t: A\nflags\t\t: avx512_vnni fpu avx2 avx512f\n\nflags\t\t: none\n';
  expect(processorKind(list)).toBe(`${arch()} avx2 avx512f avx512_vnni`);
  expect(processorKind('Features\t: fp asimd i8mm asimddp\n')).toBe(`${arch()} asimddp i8mm`);
});

it('without a list it is the name of the processor', () => {
  expect(processorKind(null)).toMatch(new RegExp(`^${arch()} .`));
});
