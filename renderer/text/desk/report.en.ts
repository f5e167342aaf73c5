/** The words about hand-over reports and labels in English. */
import type { Paper } from '../../state/report.ts';

const papers: Record<Paper, string> = { html: 'Report', labels: 'Labels' };

export const reportEn = {
  job: 'Job',
  kind: 'What to look at',
  papers,
  paper: 'The paper as it is printed',
  print: 'Print, or PDF',
  saveAs: 'Save as',
  formats: { html: 'Web page (HTML)', xlsx: 'Excel (XLSX)', csv: 'CSV', json: 'JSON' },
  copy: 'Copy',
  copied: 'Copied',
  again: 'Make it anew',
  making: 'Making the report…',
  closed: 'This job is closed: the report is as it was then.',
  empty: 'No machine belongs to this job yet. The report fills as machines are seen and installed.',
  sum: (image: string, size: string) => `SHA-256 of ${image}, ${size}`,
  sumWhy: 'The report names it. It is computed once and kept as long as the medium stays as it is.',
  without: 'Go on without it',
};
