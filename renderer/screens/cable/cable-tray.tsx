/** What has to be said about the cable, right below it: doubts, an address to set, why serving ended. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import type { NetworkInterface, Status } from '../../../core/api/contract.ts';
import { Ask } from '../../components/ask.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useStop } from '../../state/actions.ts';
import { type Cable, setCable, useCable } from '../../state/cable.ts';
import { useCell } from '../../state/cell.ts';
import { isDangerous } from '../../state/choose-cable.ts';
import { isUnderWay } from '../../state/machine-view.ts';
import { usePause } from '../../state/pause.ts';
import { rivalOf, usePreflight } from '../../state/preflight.ts';
import type { Problem } from '../../state/problem.ts';
import { useMachines, usePolicy, useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { stopAsked } from './cable-serving.tsx';
import classes from './cable-tray.module.css';

export function CableTray() {
  const { data: status } = useStatus();
  if (status === undefined) return null;
  if (status.serving === null) return <IdleTray status={status} />;
  return (
    <>
      <OthersNow servers={status.otherServers} />
      <PausedTray />
      <StopTray />
    </>
  );
}

function IdleTray({ status }: { status: Status }) {
  const { cable: text } = useText();
  const cable = useCable(true);
  const { chosen } = cable;
  const danger = chosen !== null && isDangerous(chosen);
  const rival = rivalOf(usePreflight().data);
  if (status.stopped === null && !danger && !cable.needsAddress && rival === null) return null;
  return (
    <div className={classes.tray}>
      {status.stopped !== null && (
        <div>
          <p className={classes.title}>{text.stoppedByItself}</p>
          <ProblemCard problem={status.stopped} />
        </div>
      )}
      {chosen !== null && danger && <Danger chosen={chosen} />}
      {chosen !== null && !danger && rival !== null && <Rival chosen={chosen} rival={rival} />}
      {chosen !== null && cable.needsAddress && !cable.refused && <AddressOffer cable={cable} />}
    </div>
  );
}

function Danger({ chosen }: { chosen: NetworkInterface }) {
  const { cable } = useText();
  return (
    <div className={classes.danger}>
      <div>
        {chosen.wireless && <p>{cable.wirelessWarning}</p>}
        {chosen.defaultRoute && <p>{cable.routeWarning}</p>}
      </div>
      <Anyway name={chosen.name} />
    </div>
  );
}

/** Another server gives addresses there: full DHCP is refused until the technician insists, and beside it is offered. */
function Rival({ chosen, rival }: { chosen: NetworkInterface; rival: Problem }) {
  const { cable, first } = useText();
  const { choice } = useCable(true);
  const { refetch, isFetching } = usePreflight();
  if (choice.mode !== 'full-dhcp') return <p>{cable.besideNow(chosen.name)}</p>;
  return (
    <>
      <ProblemCard problem={rival} tone="warning" />
      <div className={classes.ways}>
        <Button size="xs" onClick={() => setCable({ mode: 'proxy-dhcp' })}>
          {cable.beside}
        </Button>
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {first.othersAgain}
        </Button>
        <Anyway name={chosen.name} />
      </div>
    </>
  );
}

function Anyway({ name }: { name: string }) {
  const { cable } = useText();
  const { choice } = useCable(true);
  return (
    <Checkbox
      size="md"
      color="red"
      label={cable.anyway(name)}
      checked={choice.insistedOn === name}
      onChange={(event) => setCable({ insistedOn: event.currentTarget.checked ? name : null })}
    />
  );
}

function AddressOffer({ cable }: { cable: Cable }) {
  const { cable: text } = useText();
  return (
    <div className={classes.offer}>
      <label htmlFor="cable-address">{text.setAddress}</label>
      <TextInput
        id="cable-address"
        w={190}
        classNames={{ input: 'mono' }}
        value={cable.address}
        error={cable.addressValid ? null : text.addressBad}
        onChange={(event) => setCable({ address: event.currentTarget.value })}
      />
      <span className={classes.hint}>{text.setAddressHint}</span>
    </div>
  );
}

/** While serving: who else answers the machines. */
function OthersNow({ servers }: { servers: Status['otherServers'] }) {
  const { cable } = useText();
  if (servers.length === 0) return null;
  const names = servers.map(({ address, vendor, mac }) =>
    [address, vendor ?? mac].filter((part) => part !== null).join(' · '),
  );
  return (
    <div className={classes.tray} role="alert">
      <div className={classes.danger}>
        <div>
          <p className={classes.title}>{cable.othersNow(names.join(', '))}</p>
          <p>{cable.othersNowFix}</p>
        </div>
      </div>
    </div>
  );
}

/** New installations are held back: nobody must wonder why machines wait. */
function PausedTray() {
  const { cable } = useText();
  const { data: policy } = usePolicy();
  const { paused } = usePause();
  if (!paused) return null;
  return (
    <div className={classes.tray} role="status">
      <p className={classes.paused}>
        <strong>{cable.paused}</strong> {policy !== undefined && cable.waitingNow(policy.waiting)}
      </p>
    </div>
  );
}

function StopTray() {
  const { cable } = useText();
  const stop = useStop();
  const asked = useCell(stopAsked);
  const { data: machines = [] } = useMachines();
  const underWay = machines.filter(isUnderWay).length;
  if (!asked) return null;
  const end = () => stopAsked.set(false);
  return (
    <div className={classes.tray}>
      <Ask
        danger
        yes={cable.stopNow}
        no={cable.goOn}
        busy={stop.isPending}
        onNo={end}
        onYes={() => stop.mutate({}, { onSettled: end })}
      >
        <strong>{cable.stopAsk(underWay)}</strong>
      </Ask>
    </div>
  );
}
