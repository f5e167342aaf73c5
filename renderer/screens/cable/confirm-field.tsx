/** What is asked before disks are erased: before serving and while serving alike. */
import { ActionIcon, NativeSelect, Popover } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useChangePolicy } from '../../state/actions.ts';
import { usePolicy } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';

const POLICIES = ['once-per-batch', 'per-machine', 'never'] as const;

/** Not part of the wish to serve: it holds for the engine, at once. */
export function ConfirmField() {
  const { cable } = useText();
  const { data: policy } = usePolicy();
  const change = useChangePolicy();
  if (policy === undefined) return null;
  return (
    <NativeSelect
      label={cable.confirmPolicy}
      value={policy.confirm}
      data={POLICIES.map((value) => ({ value, label: cable.confirmPolicies[value] }))}
      onChange={(event) => {
        const confirm = POLICIES.find((one) => one === event.currentTarget.value);
        if (confirm) change.mutate({ confirm });
      }}
    />
  );
}

/** While serving: the one option that can still be changed. */
export function ServingOptions() {
  const { cable } = useText();
  return (
    <Popover position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={cable.options} title={cable.options}>
          <IconAdjustments size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <ConfirmField />
      </Popover.Dropdown>
    </Popover>
  );
}
