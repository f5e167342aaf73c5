/** Before serving: which interface, with what, and the button that starts it. */
import { Button } from '@mantine/core';
import { useServe } from '../../state/actions.ts';
import { useCable } from '../../state/cable.ts';
import { useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { Missing } from '../strip/missing.tsx';
import { CableOptions } from './cable-options.tsx';
import { InterfacePicker } from './interface-picker.tsx';

export function CableIdle() {
  const { cable } = useText();
  const { request } = useCable(true);
  const { data: status } = useStatus();
  const missing = status?.missing ?? [];
  const serve = useServe();
  return (
    <>
      <InterfacePicker />
      <CableOptions />
      <Button
        size="sm"
        disabled={request === null}
        loading={serve.isPending}
        onClick={() => request !== null && serve.mutate(request)}
      >
        {cable.start}
      </Button>
      {missing.length > 0 && <Missing missing={missing} warnings={[]} />}
    </>
  );
}
