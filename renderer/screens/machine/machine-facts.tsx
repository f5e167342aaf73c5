/** What the machine said about itself. */
import type { MachineView } from '../../../core/api/contract.ts';
import { Ago } from '../../components/ago.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { formatBytes, formatCount, formatDate } from '../../components/format.ts';
import { type Fact, Facts, Section } from '../../components/side-panel.tsx';
import { useCell } from '../../state/cell.ts';
import { modelOf } from '../../state/machine-view.ts';
import { language } from '../../state/preferences.ts';
import { useText } from '../../text/text.ts';
import { disksOf } from '../machines/arm-machine.tsx';

export function MachineFacts({ machine }: { machine: MachineView }) {
  const { machine: text, machines } = useText();
  const spoken = useCell(language);
  const { labels } = text;
  const copied = (value: string | null, what: string) => value && <CopyText wrap value={value} what={what} />;
  const facts: Fact[] = [
    { label: labels.model, value: modelOf(machine) },
    { label: labels.serial, value: copied(machine.serial, labels.serial) },
    { label: labels.mac, value: copied(machine.mac, labels.mac) },
    { label: labels.vendor, value: machine.vendor },
    { label: labels.address, value: copied(machine.address, labels.address) },
    { label: labels.hostname, value: copied(machine.hostname, labels.hostname) },
    {
      label: labels.firmware,
      value: machine.firmware === 'unknown' ? null : (text.firmware[machine.firmware] ?? null),
    },
    { label: labels.cpu, value: machine.cpu },
    { label: labels.memory, value: machine.memoryMiB === null ? null : formatMemory(machine.memoryMiB) },
    { label: labels.disks, value: disksOf(machine) },
    { label: labels.arch, value: machine.arch },
    { label: labels.uuid, value: copied(machine.uuid, labels.uuid) },
    {
      label: labels.served,
      value:
        machine.bytes === 0
          ? null
          : machines.served(formatBytes(machine.bytes), formatCount(machine.filesServed, spoken)),
    },
    { label: labels.first, value: formatDate(machine.firstSeen, spoken) },
    { label: labels.last, value: <Ago at={machine.lastSeen} /> },
  ];
  return (
    <Section title={text.facts}>
      <Facts facts={facts} />
    </Section>
  );
}

/** Memory is sold in binary units. */
function formatMemory(mebibytes: number): string {
  return mebibytes < 1024 ? `${mebibytes} MiB` : `${Math.round((mebibytes / 1024) * 10) / 10} GiB`;
}
