/** "What a machine will get": rendered from the editor as it stands, looked over, with the difference to the template. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { MachineView, PreviewView } from '../../../core/api/contract.ts';
import { ProblemCard, TroubleCard } from '../../components/problem-card.tsx';
import { Section } from '../../components/side-panel.tsx';
import { findingsOf } from '../../state/preview.ts';
import { troubleOf } from '../../state/problem.ts';
import { useMachines } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { FileView } from './file-view.tsx';
import { Findings } from './findings.tsx';
import classes from './profile-form.module.css';

export interface PreviewSectionProps {
  readonly profile: string;
  readonly open: boolean;
  setOpen(open: boolean): void;
  /** Machine it is rendered for; empty: one that nobody has seen. */
  readonly mac: string;
  setMac(mac: string): void;
  readonly preview: PreviewView | undefined;
  readonly error: unknown;
}

export function PreviewSection({ profile, open, setOpen, mac, setMac, preview, error }: PreviewSectionProps) {
  const { app, profile: text } = useText();
  return (
    <Section
      title={text.preview}
      action={
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.previewHide : text.previewShow}
        </Button>
      }
    >
      {open && (
        <div className={classes.preview}>
          <MachineSelect profile={profile} mac={mac} setMac={setMac} />
          {error !== null && <TroubleCard trouble={troubleOf(error)} />}
          {preview === undefined && error === null && <p className={classes.hint}>{app.loading}</p>}
          {preview !== undefined && <Rendered preview={preview} />}
        </div>
      )}
    </Section>
  );
}

function MachineSelect({ profile, mac, setMac }: Pick<PreviewSectionProps, 'profile' | 'mac' | 'setMac'>) {
  const { profile: text } = useText();
  const { data: machines = [] } = useMachines();
  const mine = machines.filter((machine) => machine.profile === profile);
  const others = machines.filter((machine) => machine.profile !== profile);
  const option = (machine: MachineView) => ({
    value: machine.mac,
    label: `${machine.hostname} · ${machine.mac}`,
  });
  return (
    <NativeSelect
      label={text.previewFor}
      value={mac}
      onChange={(event) => setMac(event.currentTarget.value)}
      data={[{ value: '', label: text.previewAny }, ...[...mine, ...others].map(option)]}
    />
  );
}

function Rendered({ preview }: { preview: PreviewView }) {
  const { profile: text } = useText();
  const [compare, setCompare] = useState(false);
  const [name, setName] = useState('');
  const file = preview.files.find((one) => one.name === name) ?? preview.files[0];
  return (
    <>
      {preview.problem !== null && <ProblemCard problem={preview.problem} />}
      <Findings findings={findingsOf(preview)} />
      <div className={classes.choose}>
        {preview.files.length > 1 && (
          <NativeSelect
            aria-label={text.previewFile}
            value={file?.name ?? ''}
            onChange={(event) => setName(event.currentTarget.value)}
            data={preview.files.map((one) => one.name)}
          />
        )}
        <SegmentedControl
          aria-label={text.preview}
          value={compare ? 'difference' : 'rendered'}
          onChange={(value) => setCompare(value === 'difference')}
          data={[
            { value: 'rendered', label: text.previewRendered },
            { value: 'difference', label: text.previewDifference },
          ]}
        />
      </div>
      {file !== undefined && <FileView file={file} compare={compare} />}
    </>
  );
}
