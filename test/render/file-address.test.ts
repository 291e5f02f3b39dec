import { expect, it } from 'vitest';
import { renderEaf } from '../../src/render/eaf.js';
import { fileAddress } from '../../src/render/file-address.js';
import { renderHtml } from '../../src/render/html.js';
import { meeting } from './meetings.js';

it('the address of a file is there whatever its name', () => {
  expect(fileAddress('a b%?#é.ogg')).toBe('a%20b%25%3F%23%C3%A9.ogg');
  expect(fileAddress('javascript:alert(1)')).toBe('javascript%3Aalert(1)');
  const base = meeting([]);
  const odd = { ...base, recording: { ...base.recording, fileName: 'half\ud800.ogg' } };
  expect(renderHtml(odd)).toContain('half%EF%BF%BD.ogg');
  expect(renderEaf(odd)).toContain('./half%EF%BF%BD.ogg');
});
