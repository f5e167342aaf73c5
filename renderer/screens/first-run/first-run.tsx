/** The window with nothing in it: what it is for, what stands in the way, where to begin. */
import { Button } from '@mantine/core';
import { IconDisc } from '@tabler/icons-react';
import { useText } from '../../text/text.ts';
import { useAddImage } from '../shelf/use-add-image.ts';
import { Checks } from './checks.tsx';
import classes from './first-run.module.css';

export function FirstRun() {
  const { first } = useText();
  return (
    <div className={classes.scroll}>
      <div className={classes.first}>
        <div>
          <h2 className={classes.title}>{first.title}</h2>
          <p className={classes.lead}>{first.lead}</p>
        </div>
        <Drop />
        <Checks />
        <p className={classes.rack}>
          {first.rack} {first.rackHow} <code>npm run demo</code>
        </p>
      </div>
    </div>
  );
}

function Drop() {
  const { first, shelf } = useText();
  const { choose, browse } = useAddImage();
  return (
    <div className={classes.drop}>
      <IconDisc size={40} stroke={1.25} aria-hidden="true" className={classes.disc ?? ''} />
      <div>
        <p className={classes.dropTitle}>{first.drop}</p>
        <p className={classes.hint}>{first.dropHint}</p>
      </div>
      <div className={classes.buttons}>
        <Button variant="default" size="sm" onClick={browse}>
          {shelf.browse}
        </Button>
        <Button variant="default" size="sm" onClick={choose}>
          {shelf.choose}
        </Button>
      </div>
    </div>
  );
}
