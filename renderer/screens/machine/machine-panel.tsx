/** Everything about one machine: what it is doing, what to do next, what happened, what it will get. */
import { SidePanel } from '../../components/side-panel.tsx';
import { useMachines } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { AnswersSection } from './answers-section.tsx';
import { BundleSection } from './bundle-section.tsx';
import { KeptAddress } from './kept-address.tsx';
import { MachineActions } from './machine-actions.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { MachineName } from './machine-name.tsx';
import { MachineNote } from './machine-note.tsx';
import { MachineNow } from './machine-now.tsx';
import { TimelineSection } from './timeline-section.tsx';

export function MachinePanel({ mac }: { mac: string }) {
  const { machine: text } = useText();
  const { data: machines } = useMachines();
  const machine = machines?.find((one) => one.mac === mac);
  if (machines === undefined) return null;
  if (machine === undefined)
    return (
      <SidePanel kind={text.title} heading={mac}>
        <p>{text.gone}</p>
      </SidePanel>
    );
  return (
    <SidePanel
      kind={text.title}
      heading={<MachineName machine={machine} />}
      foot={<MachineActions machine={machine} />}
    >
      <MachineNow machine={machine} />
      <MachineNote key={mac} machine={machine} />
      <TimelineSection mac={mac} />
      <MachineFacts machine={machine} />
      <KeptAddress machine={machine} />
      <AnswersSection machine={machine} />
      <BundleSection machine={machine} />
    </SidePanel>
  );
}
