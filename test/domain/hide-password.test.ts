import { expect, it } from 'vitest';
import { hidePassword } from '../../src/domain/hide-password.js';

it.each([
  ['postgresql://anna:s3cret@db.example/meetings', 'postgresql://anna@db.example/meetings'],
  [
    'postgres://anna:a@b:c@db.example:5432/x?sslmode=require',
    'postgres://anna@db.example:5432/x?sslmode=require',
  ],
  [
    'postgresql://db.example/x?user=anna&password=s3cret&sslmode=require',
    'postgresql://db.example/x?user=anna&password=***&sslmode=require',
  ],
  ['postgresql://db.example/x?sslpassword=s3cret', 'postgresql://db.example/x?sslpassword=***'],
  ["host=db.example password='s3 c\\'ret' user=anna", 'host=db.example password=*** user=anna'],
  ['password=s3cret host=db.example', 'password=*** host=db.example'],
  ['postgresql://anna@db.example/meetings', 'postgresql://anna@db.example/meetings'],
  ['s3://bucket/a:b@c', 's3://bucket/a:b@c'],
  ['/mnt/archive', '/mnt/archive'],
])('%s is shown as %s', (text, shown) => {
  expect(hidePassword(text)).toBe(shown);
});
