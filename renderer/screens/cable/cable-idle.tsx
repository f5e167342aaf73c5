/** Before serving: which interface, with what, and the button that starts it. */
import { Button } from '@mantine/core';
import { useServe } from '../../state/actions.ts';
import { type Cable, useCable } from '../../state/cable.ts';
import { rivalOf, usePreflight } from '../../state/preflight.ts';
import { useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { Missing } from '../strip/missing.tsx';
import { CableOptions } from './cable-options.tsx';
import { InterfacePicker } from './interface-picker.tsx';

/** Beside another server the engine refuses full DHCP until it is insisted on; so does the button. */
const isBarred = ({ chosen, choice }: Cable): boolean =>
  choice.mode === 'full-dhcp' && choice.insistedOn !== chosen?.name;

export function CableIdle() {
  const { cable } = useText();
  const cableNow = useCable(true);
  const { request } = cableNow;
  const rival = rivalOf(usePreflight().data);
  const { data: status } = useStatus();
  const missing = status?.missing ?? [];
  const serve = useServe();
  return (
    <>
      <InterfacePicker />
      <CableOptions />
      <Button
        size="sm"
        disabled={request === null || (rival !== null && isBarred(cableNow))}
        loading={serve.isPending}
        onClick={() => request !== null && serve.mutate(request)}
      >
        {cable.start}
      </Button>
      {missing.length > 0 && <Missing missing={missing} warnings={[]} />}
    </>
  );
}
