/** Four plain checks: cable, other servers, rights, boot files; each with its fix beside it. */
import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useCable } from '../../state/cable.ts';
import { othersOf, rivalOf, usePreflight } from '../../state/preflight.ts';
import type { Problem } from '../../state/problem.ts';
import { useStatus } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './checks.module.css';

const isAboutFiles = ({ code }: Problem): boolean =>
  code === 'BOOT_FILES_MISSING' || code === 'NETBOOT_FILES_MISSING';

export function Checks() {
  const { first } = useText();
  const { data: status } = useStatus();
  const missing = status?.missing ?? [];
  return (
    <section className={classes.checks} aria-label={first.checks}>
      <h3 className={classes.title}>{first.checks}</h3>
      <CableCheck />
      <OthersCheck />
      <MissingCheck
        name={first.rights}
        good={first.rightsGood}
        problems={missing.filter((one) => !isAboutFiles(one))}
      />
      <MissingCheck name={first.files} good={first.filesGood} problems={missing.filter(isAboutFiles)} />
    </section>
  );
}

function CableCheck() {
  const { first } = useText();
  const { chosen } = useCable(true);
  if (chosen === null)
    return <Check name={first.cable} good={false} says={first.cableNone} fix={first.cableNoneFix} />;
  if (!chosen.link)
    return (
      <Check
        name={first.cable}
        good={false}
        says={first.cableNoLink(chosen.name)}
        fix={first.cableNoLinkFix}
      />
    );
  return <Check name={first.cable} good says={first.cableGood(chosen.name)} />;
}

/** Whether somebody else gives addresses there; nothing to say before there is a cable to listen on. */
function OthersCheck() {
  const { first } = useText();
  const { chosen, choice } = useCable(true);
  const { data, isFetching, isError, refetch } = usePreflight();
  if (chosen === null || (data === undefined && !isFetching && !isError)) return null;
  const { name } = chosen;
  if (isFetching) return <Check name={first.others} good={null} says={first.othersListening(name)} />;
  const found = othersOf(data);
  if (data !== undefined && found.length === 0)
    return <Check name={first.others} good says={first.othersGood(name)} />;
  const rival = rivalOf(data);
  // The server itself and what to do about it is told right below the cable.
  const others = found.filter(({ code }) => code !== rival?.code);
  if (rival !== null && others.length === 0 && choice.mode !== 'full-dhcp')
    return <Check name={first.others} good says={first.othersBeside(name)} />;
  const says = data === undefined ? first.othersUnknown(name) : rival && first.othersRival(name);
  return (
    <Check name={first.others} good={false} {...(says === null ? {} : { says })}>
      {others.map((problem) => (
        <ProblemCard key={problem.sentence} problem={problem} tone="warning" />
      ))}
      {rival === null && (
        <div>
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {first.othersAgain}
          </Button>
        </div>
      )}
    </Check>
  );
}

function MissingCheck(props: { name: string; good: string; problems: readonly Problem[] }) {
  if (props.problems.length === 0) return <Check name={props.name} good says={props.good} />;
  return (
    <Check name={props.name} good={false}>
      {props.problems.map((problem) => (
        <ProblemCard key={problem.sentence} problem={problem} tone="warning" />
      ))}
    </Check>
  );
}

interface CheckProps {
  readonly name: string;
  /** null: it is being found out. */
  readonly good: boolean | null;
  readonly says?: string;
  readonly fix?: string;
  readonly children?: ReactNode;
}

function Check({ name, good, says, fix, children }: CheckProps) {
  const Icon = good ? IconCheck : IconAlertTriangle;
  return (
    <div className={classes.check} data-good={good || undefined}>
      {good === null ? (
        <Loader size={20} className={classes.busy ?? ''} aria-hidden="true" />
      ) : (
        <Icon size={20} stroke={2} className={classes.icon ?? ''} aria-hidden="true" />
      )}
      <div className={classes.words}>
        <p>
          <strong>{name}</strong> {says}
        </p>
        {fix !== undefined && <p className={classes.fix}>{fix}</p>}
        {children}
      </div>
    </div>
  );
}
