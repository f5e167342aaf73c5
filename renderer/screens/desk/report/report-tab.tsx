/** The hand-over report of a job and its labels: looked at, printed, saved, copied. */
import { Button, Menu, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { JobView } from '../../../../core/api/contract.ts';
import { useCopy } from '../../../components/copy-text.tsx';
import { TroubleCard } from '../../../components/problem-card.tsx';
import { useCell } from '../../../state/cell.ts';
import { lookedAt } from '../../../state/desk.ts';
import { titleOfJob, useJobs, useLookedAt } from '../../../state/jobs.ts';
import { language } from '../../../state/preferences.ts';
import { troubleOf } from '../../../state/problem.ts';
import { useMachines } from '../../../state/queries.ts';
import { PAPERS, type Paper, usePaper, useSaveReport, useSums } from '../../../state/report.ts';
import { useText } from '../../../text/text.ts';
import { PaperView, printPaper } from './paper-view.tsx';
import classes from './report-tab.module.css';
import { Summing } from './summing.tsx';

export function ReportTab() {
  const job = useLookedAt();
  return job === undefined ? null : <Report key={job.id} job={job} />;
}

function Report({ job }: { job: JobView }) {
  const { report: text } = useText().desk;
  const [kind, setKind] = useState<Paper>('html');
  const { data, error, isPending, isFetching, refetch } = usePaper(job.id, kind, useCell(language));
  const { data: machines = [] } = useMachines();
  const paper = useRef<HTMLDivElement>(null);
  const { data: sums = [] } = useSums(job.id, job.closedAt === null);
  const making = sums.filter((sum) => sum.making !== null).length;
  // A sum that is there, or will not come, is a new report.
  useEffect(() => {
    if (making === 0) void refetch();
  }, [making, refetch]);
  const none = job.closedAt === null && !machines.some((machine) => machine.job === job.id);
  return (
    <div className={classes.report}>
      <div className={classes.bar}>
        <JobChoice job={job} />
        <SegmentedControl
          aria-label={text.kind}
          value={kind}
          onChange={(next) => setKind(next as Paper)}
          data={PAPERS.map((value) => ({ value, label: text.papers[value] }))}
        />
        <Deeds job={job} kind={kind} html={data?.content ?? null} textOf={() => readable(paper.current)} />
      </div>
      <Summing job={job.id} sums={sums} />
      {isPending && error === null && <p role="status">{text.making}</p>}
      {error !== null && !isFetching && (
        <div className={classes.failed}>
          <TroubleCard trouble={troubleOf(error)} />
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {text.again}
          </Button>
        </div>
      )}
      {job.closedAt !== null && <p className={classes.note}>{text.closed}</p>}
      {none && <p className={classes.note}>{text.empty}</p>}
      {data !== undefined && <PaperView ref={paper} page={data.content} label={text.paper} />}
    </div>
  );
}

function JobChoice({ job }: { job: JobView }) {
  const { jobs: words, report: text } = useText().desk;
  const { data: jobs = [] } = useJobs();
  return (
    <NativeSelect
      aria-label={text.job}
      className={classes.job ?? ''}
      value={job.id}
      onChange={(event) => lookedAt.set(event.currentTarget.value)}
    >
      {jobs.map((one) => (
        <option key={one.id} value={one.id}>
          {titleOfJob(one, words)}
          {one.closedAt === null ? '' : ` (${words.states.closed})`}
        </option>
      ))}
    </NativeSelect>
  );
}

interface DeedsProps {
  readonly job: JobView;
  readonly kind: Paper;
  /** The page; null: not made yet. */
  readonly html: string | null;
  textOf(): string;
}

function Deeds({ job, kind, html, textOf }: DeedsProps) {
  const { report: text } = useText().desk;
  const save = useSaveReport();
  const spoken = useCell(language);
  const { copied, copy } = useCopy();
  const formats = kind === 'labels' ? (['labels'] as const) : (['html', 'xlsx', 'csv', 'json'] as const);
  return (
    <div className={classes.deeds}>
      <Button
        leftSection={<IconPrinter size={18} />}
        disabled={html === null}
        onClick={() => html !== null && printPaper(html)}
      >
        {text.print}
      </Button>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} />}
            rightSection={<IconChevronDown size={14} />}
            loading={save.isPending}
          >
            {text.saveAs}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {formats.map((format) => (
            <Menu.Item
              key={format}
              onClick={() => save.mutate({ id: job.id, format, language: spoken, sums: 'known' })}
            >
              {text.formats[format === 'labels' ? 'html' : format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {kind === 'html' && (
        <Button
          variant="default"
          leftSection={<IconCopy size={18} />}
          disabled={html === null}
          onClick={() => copy(textOf())}
        >
          {copied ? text.copied : text.copy}
        </Button>
      )}
    </div>
  );
}

/** Heading, summary and table as text: its cells are parted by tabs, so that a spreadsheet takes it for a table. */
function readable(host: HTMLElement | null): string {
  const parts = host?.shadowRoot?.querySelectorAll<HTMLElement>('body > h1, body > p, body > table') ?? [];
  return [...parts].map((part) => part.innerText.trim()).join('\n\n');
}
