import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { advisoriesIn, type Explained, judgeAudit } from '../../scripts/judge-audit.js';
import { repo } from '../shared.js';

/** As npm 11 prints it. */
const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    tar: {
      via: [
        {
          source: 1097493,
          name: 'tar',
          title: 'Writes outside of the folder',
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          severity: 'high',
        },
      ],
    },
    outer: { via: ['tar', { source: 7, name: 'outer', title: 'Slow', severity: 'low' }] },
  },
});

it('an advisory that nobody explained is reported, once', () => {
  const found = advisoriesIn(report)!;
  expect(found.map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-cccc', '7']);
  const explained = [{ id: '7', reason: 'the slow part is not called' }];
  expect(judgeAudit(found, explained)).toEqual({ unexplained: [found[0]], stale: [] });
});

it('an explanation of what is no longer reported is stale', () => {
  expect(judgeAudit([], [{ id: '7', reason: 'x' }])).toEqual({ unexplained: [], stale: ['7'] });
});

it('a registry that does not answer says nothing about the packages', () => {
  expect(advisoriesIn('{"message":"405 Method Not Allowed"}')).toBeNull();
  expect(advisoriesIn('')).toBeNull();
  expect(advisoriesIn('{"vulnerabilities":{}}')).toEqual([]);
});

it('every explanation has a reason', () => {
  const explained = JSON.parse(readFileSync(repo('audit.json'), 'utf8')) as Explained[];
  for (const { id, reason } of explained) expect(reason.trim(), id).not.toBe('');
});
