/** What is rarely changed before serving: in which mode, which addresses to give, and what unknown machines get. */
import { Button, NativeSelect, Popover, TextInput } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { SERVING_MODES } from '../../../core/api/contract.ts';
import { setCable, useCable } from '../../state/cable.ts';
import { useProfiles } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './cable-options.module.css';
import { ConfirmField } from './confirm-field.tsx';

export function CableOptions() {
  const { cable } = useText();
  const { choice } = useCable(true);
  const full = choice.mode === 'full-dhcp';
  const changed = !full || choice.range.trim() !== '' || choice.defaultProfile !== null;
  return (
    <Popover position="bottom-start" width={360} trapFocus>
      <Popover.Target>
        <Button variant={changed ? 'light' : 'default'} size="sm" leftSection={<IconAdjustments size={18} />}>
          {cable.options}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.options}>
          <ModeField />
          {full && <RangeField />}
          <DefaultProfileField />
          <ConfirmField />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function ModeField() {
  const { cable } = useText();
  const { choice } = useCable(true);
  return (
    <NativeSelect
      label={cable.howToServe}
      value={choice.mode}
      data={SERVING_MODES.map((mode) => ({ value: mode, label: cable.modes[mode] }))}
      onChange={(event) => {
        const mode = SERVING_MODES.find((one) => one === event.currentTarget.value);
        if (mode) setCable({ mode });
      }}
    />
  );
}

function RangeField() {
  const { cable } = useText();
  const { choice, rangeValid } = useCable(true);
  return (
    <TextInput
      label={cable.range}
      description={cable.rangeHint}
      placeholder={cable.rangeAuto}
      value={choice.range}
      error={rangeValid ? null : cable.rangeBad}
      classNames={{ input: 'mono' }}
      onChange={(event) => setCable({ range: event.currentTarget.value })}
    />
  );
}

function DefaultProfileField() {
  const { cable } = useText();
  const { choice } = useCable(true);
  const { data: profiles = [] } = useProfiles();
  return (
    <>
      <NativeSelect
        label={cable.defaultProfile}
        value={choice.defaultProfile ?? ''}
        data={[
          { value: '', label: cable.defaultNone },
          ...profiles.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setCable({ defaultProfile: event.currentTarget.value || null })}
      />
      {choice.defaultProfile !== null && <p className={classes.warning}>{cable.defaultWarning}</p>}
    </>
  );
}
