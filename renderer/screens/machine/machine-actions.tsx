/** What is done rarely with a machine, at the foot of its panel. */
import { Button } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { choose } from '../../state/assignment.ts';
import { proposal } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { CopyBundle } from './copy-bundle.tsx';

export function MachineActions({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const macs = [machine.mac];
  return (
    <>
      {machine.profile !== null && (
        <Button variant="default" size="sm" onClick={() => choose(macs, null)}>
          {text.unassign}
        </Button>
      )}
      <CopyBundle machine={machine} />
      <Button variant="subtle" color="red" size="sm" onClick={() => proposal.set({ kind: 'forget', macs })}>
        {text.forget}
      </Button>
    </>
  );
}
