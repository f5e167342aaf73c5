/** The lower end of the shelf: the ways to bring an ISO. */
import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useText } from '../../text/text.ts';
import classes from './add-image.module.css';
import { useAddImage } from './use-add-image.ts';

export function AddImage() {
  const { shelf } = useText();
  const { choose, browse } = useAddImage();
  return (
    <div className={classes.add}>
      <Menu position="top-start" width={232}>
        <Menu.Target>
          <Button fullWidth size="sm" variant="default" leftSection={<IconPlus size={16} />}>
            {shelf.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={browse}>{shelf.browse}</Menu.Item>
          <Menu.Item onClick={choose}>{shelf.choose}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <p className={classes.hint}>{shelf.dropHint}</p>
    </div>
  );
}
