/** Everything about a machine, to be sent to whoever helps: copied as one text, or saved as an archive. The engine hides secrets. */
import { Button, Menu } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { useCopy } from '../../components/copy-text.tsx';
import { call } from '../../state/engine.ts';
import { tellTrouble } from '../../state/notices.ts';
import { saveFile } from '../../state/save-file.ts';
import { oneText } from '../../state/support-bundle.ts';
import { useText } from '../../text/text.ts';

export function CopyBundle({ machine: { mac } }: { machine: MachineView }) {
  const { app, machine: text } = useText();
  const { copied, copy } = useCopy();
  const gather = async () => copy(oneText(await call('bundleText', { mac })));
  return (
    <Button variant="default" size="sm" onClick={() => void gather().catch(tellTrouble)}>
      {copied ? app.copied : text.copyAll}
    </Button>
  );
}

export function SaveBundle({ machine: { mac } }: { machine: MachineView }) {
  const { machine: text } = useText();
  const save = async () => saveFile(await call('bundle', { mac }));
  return <Menu.Item onClick={() => void save().catch(tellTrouble)}>{text.saveAll}</Menu.Item>;
}
