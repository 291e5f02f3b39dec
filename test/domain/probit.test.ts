import { expect, it } from 'vitest';
import { probit } from '../../src/domain/probit.js';

it('the inverse of the normal distribution agrees with tables', () => {
  const table = [
    [0.001, -3.090232306],
    [0.01, -2.326347874],
    [0.1, -1.281551566],
    [0.3, -0.524400513],
    [0.5, 0],
    [0.975, 1.959963985],
    [0.999, 3.090232306],
  ];
  for (const [p, x] of table) expect(probit(p)).toBeCloseTo(x, 7);
});
