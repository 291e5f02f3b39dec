import { expect, it } from 'vitest';
import { withoutPassword } from '../../src/cli/hide-passwords.js';

it.each([
  ['postgresql://anna:secret@db/meetings', 'postgresql://anna:***@db/meetings'],
  [
    '--url=postgres://anna:se:c@ret@db:5432/m?sslmode=require',
    '--url=postgres://anna:***@db:5432/m?sslmode=require',
  ],
  ['postgresql:///m?host=db&password=secret&user=anna', 'postgresql:///m?host=db&password=***&user=anna'],
  ["host=db password = 'my \\' secret' user=anna", 'host=db password = *** user=anna'],
  ['host=db sslpassword=secret', 'host=db sslpassword=***'],
  ['postgresql://anna@db:5432/meetings', 'postgresql://anna@db:5432/meetings'],
  ['talks/password talk.ogg', 'talks/password talk.ogg'],
])('of %s others see %s', (argument, shown) => {
  expect(withoutPassword(argument)).toBe(shown);
});
