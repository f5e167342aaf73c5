import { expect, test } from 'vitest';
import { type HandOver, handOverTable } from '../../core/jobs/hand-over.ts';
import { handOverPage, labelPage } from '../../core/jobs/hand-over-html.ts';

const at = Date.UTC(2026, 10, 27, 10);
const report: HandOver = {
  job: { id: 'j', customer: '', site: '', date: '', technician: '' },
  madeAt: at,
  version: '1.0',
  machines: [
    {
      mac: '52:54:00:00:00:01',
      vendor: null,
      name: 'node-01',
      manufacturer: 'M',
      product: 'P',
      serial: 'S',
      uuid: 'U',
      memoryMiB: 1024,
      cpu: 'C',
      disks: ['sda'],
      address: '10.0.0.1',
      profile: 'web',
      image: 'debian',
      imageSha256: '00',
      answersSha256: '11',
      result: 'installed',
      problem: 'none',
      startedAt: at,
      finishedAt: at + 60_000,
      stages: [{ name: 'kernel', at }],
      bytes: 1,
      note: 'n',
    },
  ],
};

/** Words of a page without its marks and style. */
const words = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('a report in Chinese has no English word but names, sums and units', () => {
  const text = words(handOverPage(report, 'zh-CN'));
  expect(text).toContain('1 台机器中已安装 1 台');
  expect(text.match(/[A-Za-z]{3,}/g)?.filter((word) => !KEPT.has(word))).toEqual([]);
  expect(words(labelPage(report, () => '', 'zh-CN'))).toContain('标签: 任务');
});

test('the headings of its table are Chinese too, and the result in it', () => {
  const [heading, row] = handOverTable(report, 'csv', 'zh-CN');
  expect(heading?.filter((word) => /^[A-Za-z ,]+$/.test(String(word)))).toEqual(['MAC', 'UUID']);
  expect(row).toContain('已安装');
});

test('a report in English is as it is without a language', () => {
  expect(handOverPage(report, 'en')).toBe(handOverPage(report));
  expect(words(handOverPage(report))).toContain('1 of 1 machines installed. Technician: –.');
});

const KEPT = new Set([
  'node',
  'Fieldboot',
  'UTC',
  'MAC',
  'UUID',
  'MiB',
  'SHA',
  'sda',
  'web',
  'debian',
  'kernel',
  'none',
]);
