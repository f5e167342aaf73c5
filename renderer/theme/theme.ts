/** Mantine's theme. Colours are CSS variables in colors.css: no style element is made at run time (strict CSP). */
import { createTheme, Menu, Popover } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Without keydown: the very key that opens a menu would count as a key outside of it and close it again.
    Menu: Menu.extend({
      defaultProps: { clickOutsideEvents: ['mousedown', 'touchstart'], transitionProps: { duration: 0 } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 } } }),
  },
});
