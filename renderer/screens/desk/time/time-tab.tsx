/** How long so many machines take over the cable, in which batches, and the queue's limit from it. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatSpeed } from '../../../components/format.ts';
import { TroubleCard } from '../../../components/problem-card.tsx';
import { LINKS, loadOf, useBudget } from '../../../state/budget.ts';
import { troubleOf } from '../../../state/problem.ts';
import { useMachines, useProfiles } from '../../../state/queries.ts';
import { useText } from '../../../text/text.ts';
import { BudgetAnswer } from './budget-answer.tsx';
import classes from './time-tab.module.css';

/** What was chosen by hand; absent: as there is to do, and as the cable is. */
interface Choice {
  readonly profile?: string;
  readonly machines?: string;
  readonly link?: string;
}

export function TimeTab() {
  const { time: text } = useText().desk;
  const { data: machines = [] } = useMachines();
  const { data: profiles = [] } = useProfiles();
  const [choice, setChoice] = useState<Choice>({});
  const load = loadOf(machines, profiles);
  const profile = choice.profile ?? load.profile;
  const count = Math.min(5000, Number(choice.machines ?? load.machines));
  const asked = profile !== '' && Number.isInteger(count) && count > 0;
  const linkMbps = choice.link ? Number(choice.link) : undefined;
  const { data, error } = useBudget(
    asked ? { profile, machines: count, ...(linkMbps === undefined ? {} : { linkMbps }) } : null,
  );
  const installs = profiles.filter(({ purpose }) => purpose === 'install');
  return (
    <div className={classes.time}>
      <h2 className={classes.title}>{text.title}</h2>
      <p className={classes.lead}>{text.lead}</p>
      {installs.length === 0 ? (
        <p className={classes.none}>{text.noProfile}</p>
      ) : (
        <>
          <div className={classes.fields}>
            <NativeSelect
              label={text.profile}
              value={profile}
              onChange={(event) => setChoice({ ...choice, profile: event.currentTarget.value })}
              data={installs.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <TextInput
              label={text.machines}
              type="number"
              min={1}
              max={5000}
              value={choice.machines ?? String(load.machines)}
              onChange={(event) => setChoice({ ...choice, machines: event.currentTarget.value })}
            />
            <NativeSelect
              label={text.link}
              value={choice.link ?? ''}
              onChange={(event) => setChoice({ ...choice, link: event.currentTarget.value })}
              data={[
                { value: '', label: text.linkNow(speedOf(choice.link ? null : (data?.linkMbps ?? null))) },
                ...LINKS.map((mbps) => ({ value: String(mbps), label: formatSpeed(mbps) })),
              ]}
            />
          </div>
          {error !== null && <TroubleCard trouble={troubleOf(error)} />}
          {asked && data !== undefined && error === null && <BudgetAnswer budget={data} />}
        </>
      )}
    </div>
  );
}

const speedOf = (mbps: number | null): string | null => (mbps === null ? null : formatSpeed(mbps));
