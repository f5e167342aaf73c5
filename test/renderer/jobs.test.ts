import { describe, expect, test } from 'vitest';
import { rackNames } from '../../core/jobs/rack-names.ts';
import { changesOf, draftOf, freshDraft, titleOfJob, today } from '../../renderer/state/jobs.ts';
import { shortNames } from '../../renderer/state/rack-names.ts';
import { fakeJob } from '../support/fake-desk.ts';

describe('names in rack order', () => {
  test.each([
    ['node-{07..40}'],
    ['node-{1..12}'],
    ['r4-{001..003}-web, spare, db-1, db-2'],
    ['a-{8..10}, a-012'],
    [''],
  ])('%s is read and written the same', (written) => {
    expect(shortNames(rackNames(written))).toBe(written);
  });

  test('numbers that count down or change their width stay single names', () => {
    expect(shortNames(['n3', 'n2', 'n1', 'x09', 'x10', 'x011'])).toBe('n3, n2, n1, x09, x10, x011');
  });
});

describe('a job in the window', () => {
  const unnamed = (date: string) => `Job of ${date}`;

  test('is called by customer and site, or by its day', () => {
    expect(titleOfJob(fakeJob({ customer: 'Acme', site: 'Rack 4' }), { unnamed })).toBe('Acme · Rack 4');
    expect(titleOfJob(fakeJob({ customer: 'Acme' }), { unnamed })).toBe('Acme');
    expect(titleOfJob(fakeJob(), { unnamed })).toBe('Job of 2026-11-27');
  });

  test('is changed only where its form says something else', () => {
    const job = fakeJob({ customer: 'Acme', names: ['n1', 'n2', 'n3'] });
    expect(changesOf(draftOf(job), job)).toBeNull();
    expect(changesOf({ ...draftOf(job), site: ' Rack 5 ', names: '' }, job)).toEqual({
      site: 'Rack 5',
      names: '',
    });
  });

  test('that is new is of today, by whoever did the last one', () => {
    expect(
      freshDraft(fakeJob({ customer: 'Acme', site: 'Rack 4', technician: 'Ada' }), '2026-11-28'),
    ).toEqual({
      customer: 'Acme',
      site: '',
      technician: 'Ada',
      date: '2026-11-28',
      names: '',
    });
    expect(today(new Date(2026, 0, 3, 23, 59))).toBe('2026-01-03');
  });
});
