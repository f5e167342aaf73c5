/** What is known of a machine, for whoever helps: an archive or one text. The engine removes secrets before it gives them. */
import { Button } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { MachineView } from '../../../core/api/contract.ts';
import { useCopy } from '../../components/copy-text.tsx';
import { Section } from '../../components/side-panel.tsx';
import { useCall } from '../../state/actions.ts';
import { call } from '../../state/engine.ts';
import { tellTrouble } from '../../state/notices.ts';
import { saveFile } from '../../state/save-file.ts';
import { oneText } from '../../state/support-bundle.ts';
import { useText } from '../../text/text.ts';
import classes from './bundle-section.module.css';

export function BundleSection({ machine: { mac } }: { machine: MachineView }) {
  const { app, desk } = useText();
  const { bundle: text } = desk;
  const save = useCall('bundle', [], [], saveFile);
  const { copied, copy } = useCopy();
  const gather = useMutation({
    mutationFn: () => call('bundleText', { mac }),
    onSuccess: (files) => copy(oneText(files)),
    onError: tellTrouble,
  });
  return (
    <Section title={text.title}>
      <p className={classes.about}>{text.about}</p>
      <div className={classes.deeds}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={save.isPending}
          onClick={() => save.mutate({ mac })}
        >
          {text.save}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCopy size={16} />}
          loading={gather.isPending}
          onClick={() => gather.mutate()}
        >
          {copied ? app.copied : text.copy}
        </Button>
      </div>
    </Section>
  );
}
