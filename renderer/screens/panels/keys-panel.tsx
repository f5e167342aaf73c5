/** Every key of the window. */
import { Kbd } from '@mantine/core';
import { SidePanel } from '../../components/side-panel.tsx';
import { useText } from '../../text/text.ts';
import classes from './keys-panel.module.css';

export function KeysPanel() {
  const { keys } = useText();
  return (
    <SidePanel kind={keys.title} heading={keys.title}>
      <dl className={classes.keys} tabIndex={0}>
        {keys.rows.map(([key, does]) => (
          <div key={key} className={classes.row}>
            <dt>
              {key.split(' ').map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </SidePanel>
  );
}
