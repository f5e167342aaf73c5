/** What is done rarely with a machine, at the foot of its panel. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Ask } from '../../components/ask.tsx';
import { useForget } from '../../state/actions.ts';
import { choose } from '../../state/assignment.ts';
import { closePanel } from '../../state/panel.ts';
import { useText } from '../../text/text.ts';
import { CopyBundle } from './copy-bundle.tsx';

export function MachineActions({ machine }: { machine: MachineView }) {
  const { machine: text } = useText();
  const [forgetting, setForgetting] = useState(false);
  if (forgetting) return <Forget machine={machine} cancel={() => setForgetting(false)} />;
  return (
    <>
      {machine.profile !== null && (
        <Button variant="default" size="sm" onClick={() => choose([machine.mac], null)}>
          {text.unassign}
        </Button>
      )}
      <CopyBundle machine={machine} />
      <Button variant="subtle" color="red" size="sm" onClick={() => setForgetting(true)}>
        {text.forget}
      </Button>
    </>
  );
}

function Forget({ machine, cancel }: { machine: MachineView; cancel: () => void }) {
  const { machine: text } = useText();
  const forget = useForget();
  return (
    <Ask
      danger
      yes={text.forget}
      busy={forget.isPending}
      onNo={cancel}
      onYes={() => forget.mutate({ mac: machine.mac }, { onSuccess: closePanel })}
    >
      {text.forgetAsk}
    </Ask>
  );
}
