/** The network interfaces of this laptop, best first, each with what speaks against it. */
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlug, IconPlugOff, IconWifi } from '@tabler/icons-react';
import type { NetworkInterface } from '../../../core/api/contract.ts';
import { formatSpeed } from '../../components/format.ts';
import { setCable, useCable } from '../../state/cable.ts';
import { doubtsOf, orderInterfaces } from '../../state/choose-cable.ts';
import { useText } from '../../text/text.ts';
import classes from './interface-picker.module.css';

export function InterfacePicker() {
  const { cable } = useText();
  const { interfaces, chosen } = useCable(true);
  return (
    <Menu position="bottom-start" width={400}>
      <Menu.Target>
        <button type="button" className={classes.target} aria-label={cable.interface}>
          {chosen === null ? (
            <span className={classes.none}>{interfaces.length === 0 ? cable.none : cable.choose}</span>
          ) : (
            <InterfaceLine one={chosen} />
          )}
          <IconChevronDown size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {interfaces.length === 0 && <p className={classes.hint}>{cable.noneHint}</p>}
        {orderInterfaces(interfaces).map((one) => (
          <Menu.Item
            key={one.name}
            rightSection={one.name === chosen?.name && <IconCheck size={16} />}
            onClick={() => setCable({ name: one.name })}
          >
            <InterfaceLine one={one} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function InterfaceLine({ one }: { one: NetworkInterface }) {
  const { cable } = useText();
  const Icon = one.wireless ? IconWifi : one.link ? IconPlug : IconPlugOff;
  const doubts = doubtsOf(one).filter((doubt) => doubt !== 'no-address');
  return (
    <span className={classes.line}>
      <span className={classes.icon} data-link={one.link || undefined}>
        <Icon size={20} stroke={1.75} aria-label={one.link ? cable.linkUp : cable.linkDown} />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>
          {one.name}
          {doubts.map((doubt) => (
            <span key={doubt} className={classes.doubt} data-doubt={doubt}>
              {cable.doubts[doubt]}
            </span>
          ))}
        </span>
        <span className={classes.facts}>
          <span className="mono">{one.addresses[0] ?? cable.noAddress}</span>
          {one.link && one.speedMbps !== null && <span>{formatSpeed(one.speedMbps)}</span>}
        </span>
      </span>
    </span>
  );
}
