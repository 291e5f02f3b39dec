import { describe, expect, it } from 'vitest';
import { sanitizeMessage } from '../../src/domain/sanitized-message.js';

describe('a message for the log', () => {
  it.each([
    // Paths
    ['Decoding /home/maya/a.ogg failed: no audio.', 'Decoding <path> failed: no audio.'],
    ["open '/home/maya/My Talks/board meeting.wav': denied", "open '<path>': denied"],
    ['open /home/maya/My Talks/board meeting.wav: denied', 'open <path>: denied'],
    ['no such file C:\\Users\\Maya Lind\\a.wav', 'no such file <path>'],
    ['from \\\\server\\share\\a.wav', 'from <path>'],
    ['reading file:///home/maya/a.wav', 'reading <path>'],
    ['in ~/talks/a.wav now', 'in <path> now'],
    ['/a.wav and "/b.wav"', '<path> and "<path>"'],
    ['Decoding talks/müller/a.ogg failed.', 'Decoding <path> failed.'],
    ['Decoding ../talks/a failed.', 'Decoding <path> failed.'],
    ['Decoding .\\talks\\a.mp3 failed.', 'Decoding <path> failed.'],
    // URLs
    ['GET https://maya:hunter2@example.com:8443/a/b.wav?sig=1#x failed', 'GET <url> failed'],
    ['at postgresql://scribe:pa:ss@127.0.0.1:5432/db, twice', 'at <url> twice'],
    ['from "s3://bucket/key"', 'from "<url>"'],
    // Addresses of mail
    ['no mail for maya.lind+work@example.co.uk.', 'no mail for <e-mail>.'],
    ['user local@localhost, müller@bücher.de', 'user <e-mail>, <e-mail>'],
    // Passwords and what opens doors
    ['password=hunter2 host=x', 'password=<secret> host=x'],
    ['PGPASSWORD: "hunter 2" is wrong', 'PGPASSWORD: <secret> is wrong'],
    ["the passphrase is 'x y'.", 'the passphrase is <secret>.'],
    ['{"api_key":"abc","n":1}', '{"api_key":<secret>,"n":1}'],
    ['secret-access: AWS_SECRET_ACCESS_KEY=abc/def+1', 'secret-access: AWS_SECRET_ACCESS_KEY=<secret>'],
    ['Authorization: Bearer abc.def', 'Authorization: <secret>'],
    ['sent Bearer abcdef123456', 'sent Bearer <secret>'],
    ['the token hf_AbCdEfGhIjKlMnOp was refused', 'the token <token> was refused'],
    ['ghp_0123456789abcdefABCDEF, AKIAIOSFODNN7EXAMPLE', '<token>, <token>'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'jwt <token>'],
    [`hash ${'0a'.repeat(32)}`, 'hash <token>'],
    // What says nothing of anybody
    ['an audio/ogg stream, 3/4 done, and/or more', 'an audio/ogg stream, 3/4 done, and/or more'],
    ['no path at all.', 'no path at all.'],
    ['password authentication failed', 'password authentication failed'],
    ['Unexpected token } in JSON', 'Unexpected token } in JSON'],
    ['meeting 01999999-0000-7000-8000-000000000001', 'meeting 01999999-0000-7000-8000-000000000001'],
    ['the model parakeet-tdt-0.6b-v2-int8 @ 16 kHz', 'the model parakeet-tdt-0.6b-v2-int8 @ 16 kHz'],
    ['line one\nline two\ttabbed "quoted" 🌊', 'line one\nline two\ttabbed "quoted" 🌊'],
    ['', ''],
  ])('%j', (message, expected) => {
    expect(sanitizeMessage(message)).toBe(expected);
  });

  it('does not call the recording by its name', () => {
    const names = ['board meeting.wav', 'our talks/board meeting.wav', 'audio'];
    expect(sanitizeMessage('our talks/board meeting.wav has no audio: board meeting.wav', names)).toBe(
      '<path> has no audio: <path>',
    );
  });

  it('is not endless', () => {
    expect(sanitizeMessage('x'.repeat(10_000))).toHaveLength(500);
    const started = process.cpuUsage();
    for (const text of ['/a ', '/', 'a/', 'x', '../', 'a.', 'a@', '=', 'a-', 'password ', 'https://'])
      sanitizeMessage(text.repeat(20_000));
    // Time of the processor, not of the clock: a machine that does other work is no slower by it.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});
