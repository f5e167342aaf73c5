/** The next step as something to press, where it is the technician's. */
import { Button } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { useDeed } from '../../state/do-deed.ts';
import { canReinstall } from '../../state/machine-deeds.ts';
import { openPicker, pickerKey } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { Rescue, useRescueOf } from './rescue.tsx';

export function NextStep({ machine }: { machine: MachineView }) {
  const rescue = useRescueOf(machine);
  if (rescue !== null) return <Rescue machine={machine} {...rescue} />;
  return <Step machine={machine} />;
}

function Step({ machine }: { machine: MachineView }) {
  const { machine: text, deeds } = useText();
  const act = useDeed();
  const macs = [machine.mac];
  if (machine.held)
    return (
      <Button size="sm" onClick={() => act('release', macs)}>
        {deeds.labels.release}
      </Button>
    );
  if (machine.shown === 'gone' || machine.lastSeen === 0)
    return (
      <Button size="sm" onClick={() => act('wake', macs)}>
        {deeds.labels.wake}
      </Button>
    );
  if (machine.profile === null)
    return (
      <Button size="sm" onClick={() => openPicker.set(pickerKey('panel', machine.mac))}>
        {text.chooseProfile}
      </Button>
    );
  if (machine.confirm)
    return (
      <Button size="sm" color="red" onClick={() => act('confirm', macs)}>
        {deeds.labels.confirm}
      </Button>
    );
  if (machine.diagnosis?.action === 'forget')
    return (
      <Button size="sm" color="red" onClick={() => act('forget', macs)}>
        {deeds.labels.forget}
      </Button>
    );
  const urged = machine.state === 'failed' || machine.diagnosis?.action === 'reinstall';
  if (!canReinstall(machine)) return null;
  return (
    <Button size="sm" variant={urged ? 'filled' : 'default'} onClick={() => act('reinstall', macs)}>
      {text.reinstall}
    </Button>
  );
}
