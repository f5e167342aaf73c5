/** Copies everything about a machine as one text. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { EventView, MachineView } from '../../../core/api/contract.ts';
import { useCopy } from '../../components/copy-text.tsx';
import { call } from '../../state/engine.ts';
import { tellTrouble } from '../../state/notices.ts';
import { eventsKey, useStatus, useTimeline } from '../../state/queries.ts';
import { supportBundle } from '../../state/support-bundle.ts';
import { useText } from '../../text/text.ts';

export function CopyBundle({ machine }: { machine: MachineView }) {
  const { app, machine: text, events: words } = useText();
  const client = useQueryClient();
  const { data: status = null } = useStatus();
  useTimeline(machine.mac);
  const { copied, copy } = useCopy();
  const gather = async () => {
    const { mac, profile } = machine;
    const preview = profile === null ? null : await call('preview', { id: profile, mac });
    const events = client.getQueryData<EventView[]>(eventsKey(mac)) ?? [];
    copy(
      supportBundle({ machine, events, preview, status, words: ({ kind, detail }) => words[kind](detail) }),
    );
  };
  return (
    <Button variant="default" size="sm" onClick={() => void gather().catch(tellTrouble)}>
      {copied ? app.copied : text.copyAll}
    </Button>
  );
}
