/** Without the token nothing can be shown: where to find it. */
import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useText } from '../text/text.ts';
import classes from './refused.module.css';

export function Refused() {
  const { link } = useText();
  return (
    <main className={classes.refused}>
      <IconKey size={40} stroke={1.25} aria-hidden="true" />
      <h1 className={classes.title}>{link.refusedTitle}</h1>
      <p>{link.refused}</p>
      <p className={classes.sample}>http://127.0.0.1:…/#token=…</p>
      <div>
        <Button variant="default" onClick={() => window.location.reload()}>
          {link.retry}
        </Button>
      </div>
    </main>
  );
}
