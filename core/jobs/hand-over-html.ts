/** The hand-over report and the label sheet as pages that print well. Pure; nothing is loaded from anywhere. */
import { defuse } from './defuse.ts';
import { type HandOver, type HandOverMachine, minutes, stageText, time } from './hand-over.ts';
import { type ReportLanguage, type ReportWord, summaryOf, wordsOf } from './report-words.ts';

/** Text that stands in HTML as it is. */
export const html = (text: string | number | null): string =>
  String(text ?? '–').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The same in a cell or beside a term: spreadsheets open pages, and their cells are cells. */
const cell = (value: string | number | null): string =>
  html(typeof value === 'string' ? defuse(value) : value);

const STYLE = `
body{font:11pt/1.4 system-ui,sans-serif;color:#1b1f24;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{font-size:16pt;margin:0 0 .3rem}h2{font-size:12pt;margin:1.6rem 0 .3rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:9.5pt}th,td{text-align:start;padding:.3rem .5rem;border-bottom:1px solid #d0d7de;vertical-align:top}
.mono{font-family:ui-monospace,monospace}.result{font-weight:600}
section{break-inside:avoid}
.labels{display:grid;grid-template-columns:repeat(3,1fr);gap:4mm}.label{border:1px solid #8c959f;border-radius:2mm;padding:3mm;display:flex;gap:3mm;break-inside:avoid}
.label svg{width:24mm;height:24mm;flex:none}.label b{display:block;font-size:13pt;overflow-wrap:anywhere}
@page{margin:12mm}@media print{body{margin:0;max-width:none}}`;

const RESULTS = {
  installed: ['✓', 'installed'],
  failed: ['✕', 'failed'],
  running: ['▶', 'running'],
  waiting: ['◔', 'waiting'],
  none: ['○', 'nothing installed'],
} as const satisfies Readonly<Record<HandOverMachine['result'], readonly [string, ReportWord]>>;

type Say = ReturnType<typeof wordsOf>;

function resultText({ result }: HandOverMachine, say: Say): string {
  const [shape, word] = RESULTS[result];
  return `${shape} ${say(word)}`;
}

function page(language: ReportLanguage, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${html(title)}</title><style>${STYLE}</style></head>
<body>${body}</body></html>
`;
}

const titleOf = ({ customer, site, date }: HandOver['job'], say: Say): string =>
  [customer, site, date].filter(Boolean).join(' · ') || say('Job');

const SUMMARY = ['Name', 'Serial', 'Model', 'Address', 'Profile', 'Result', 'Minutes'] as const;

/** The report: a table of all machines, then each with all that is known. */
export function handOverPage(report: HandOver, language: ReportLanguage = 'en'): string {
  const { job, machines, madeAt, version } = report;
  const say = wordsOf(language);
  const heading = `${say('Hand-over')}: ${titleOf(job, say)}`;
  const done = machines.filter(({ result }) => result === 'installed').length;
  const all = machines.length;
  const made = time(madeAt) ?? '';
  const summary = summaryOf(language, { done, all, technician: job.technician || '–', made, version });
  return page(
    language,
    heading,
    `<h1>${html(heading)}</h1>
<p>${html(summary)}</p>
<table><thead><tr>${SUMMARY.map((word) => `<th>${say(word)}</th>`).join('')}</tr></thead><tbody>
${machines.map((one) => summaryRow(one, say)).join('\n')}
</tbody></table>
${machines.map((one) => section(one, say)).join('\n')}`,
  );
}

function summaryRow(one: HandOverMachine, say: Say): string {
  const cells = [one.name, one.serial, one.product, one.address, one.profile];
  return `<tr>${cells.map((value) => `<td>${cell(value)}</td>`).join('')}<td class="result">${resultText(one, say)}</td><td>${html(minutes(one))}</td></tr>`;
}

function section(one: HandOverMachine, say: Say): string {
  const model = [one.manufacturer, one.product].filter(Boolean).join(' ') || null;
  const facts: readonly (readonly [ReportWord, string | number | null, boolean?])[] = [
    ['Result', resultText(one, say)],
    ['Problem', one.problem],
    ['Model', model],
    ['Serial', one.serial, true],
    ['UUID', one.uuid, true],
    ['MAC', one.vendor === null ? one.mac : `${one.mac} (${one.vendor})`, true],
    ['Address', one.address, true],
    ['Memory, CPU', [one.memoryMiB && `${one.memoryMiB} MiB`, one.cpu].filter(Boolean).join(', ') || null],
    ['Disks', one.disks.join(', ') || null],
    ['Profile', one.profile],
    ['Image', one.image],
    ['Image SHA-256', one.imageSha256, true],
    ['Answers SHA-256', one.answersSha256, true],
    ['Started', time(one.startedAt)],
    ['Finished', time(one.finishedAt)],
    ['Stages', stageText(one)],
    ['Note', one.note],
  ];
  const rows = facts
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([name, value, mono]) => `<dt>${say(name)}</dt><dd${mono ? ' class="mono"' : ''}>${cell(value)}</dd>`,
    );
  return `<section><h2>${html(one.name)}</h2><dl>${rows.join('')}</dl></section>`;
}

/** Labels to stick on the machines; `qr` makes an SVG of a text. */
export function labelPage(
  { job, machines }: HandOver,
  qr: (text: string) => string,
  language: ReportLanguage = 'en',
): string {
  const say = wordsOf(language);
  const labels = machines.map((one) => {
    const code = [one.name, one.serial && `S/N ${one.serial}`, one.mac].filter(Boolean).join('\n');
    const lines = [one.serial && `S/N ${one.serial}`, one.mac, one.address, job.date].filter(
      Boolean,
    ) as string[];
    return `<div class="label">${qr(code)}<div><b>${html(one.name)}</b>${lines.map(html).join('<br>')}</div></div>`;
  });
  return page(
    language,
    `${say('Labels')}: ${titleOf(job, say)}`,
    `<div class="labels">${labels.join('\n')}</div>`,
  );
}
