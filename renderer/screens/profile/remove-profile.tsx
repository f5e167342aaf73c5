/** Takes a profile off the shelf, after one question. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Ask } from '../../components/ask.tsx';
import { useRemoveProfile } from '../../state/actions.ts';
import { closePanel } from '../../state/panel.ts';
import { useText } from '../../text/text.ts';

export function RemoveProfile({ id }: { id: string }) {
  const { profile: text } = useText();
  const remove = useRemoveProfile();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <div>
        <Button size="sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
          {text.remove}
        </Button>
      </div>
    );
  return (
    <Ask
      danger
      yes={text.removeNow}
      busy={remove.isPending}
      onNo={() => setAsking(false)}
      onYes={() => remove.mutate({ id }, { onSuccess: closePanel, onError: () => setAsking(false) })}
    >
      {text.removeAsk}
    </Ask>
  );
}
