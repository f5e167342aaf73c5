/** The corner of the bar: language, light or dark, what was said, keys. */
import { useMantineColorScheme } from '@mantine/core';
import { IconBell, IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react';
import { useCell } from '../../state/cell.ts';
import { notices } from '../../state/notices.ts';
import { panel, togglePanel } from '../../state/panel.ts';
import { language, setLanguage } from '../../state/preferences.ts';
import { useText } from '../../text/text.ts';
import classes from './cable-bar.module.css';

const SCHEMES = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const;

export function BarTools() {
  const { app } = useText();
  return (
    <div className={classes.tools}>
      <LanguageSwitch />
      <SchemeSwitch />
      <NoticesButton />
      <PanelButton kind="keys" label={app.keys}>
        <IconKeyboard size={20} stroke={1.75} />
      </PanelButton>
    </div>
  );
}

/** Shows the language that a click brings, in that language. */
function LanguageSwitch() {
  const { app } = useText();
  const chinese = useCell(language) === 'zh-CN';
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={app.language}
      title={app.language}
      lang={chinese ? 'en' : 'zh-CN'}
      onClick={() => setLanguage(chinese ? 'en' : 'zh-CN')}
    >
      {chinese ? 'EN' : '中文'}
    </button>
  );
}

function SchemeSwitch() {
  const { app } = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Icon = SCHEMES[colorScheme];
  const label = `${app.theme}: ${app.themes[colorScheme]}`;
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Icon size={20} stroke={1.75} />
    </button>
  );
}

function NoticesButton() {
  const { app } = useText();
  const troubles = useCell(notices).filter(({ trouble }) => trouble !== null).length;
  return (
    <PanelButton kind="notices" label={app.notices(troubles)}>
      <IconBell size={20} stroke={1.75} />
      {troubles > 0 && <span className={classes.badge}>{troubles}</span>}
    </PanelButton>
  );
}

function PanelButton(props: { kind: 'notices' | 'keys'; label: string; children: React.ReactNode }) {
  const active = useCell(panel)?.kind === props.kind;
  return (
    <button
      type="button"
      className={classes.tool}
      data-active={active || undefined}
      aria-label={props.label}
      aria-pressed={active}
      title={props.label}
      onClick={() => togglePanel({ kind: props.kind })}
    >
      {props.children}
    </button>
  );
}
