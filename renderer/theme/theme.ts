/** Mantine's theme. Colours are CSS variables in colors.css: no style element is made at run time (strict CSP). */
import { createTheme, defaultVariantColorsResolver, Menu, Popover } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // On a filled button the ink is that of the accent: white on the light colours of the dark theme cannot be read.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colors, color: 'var(--accent-ink)' } : colors;
  },
  components: {
    // Without keydown: the very key that opens a menu would count as a key outside of it and close it again.
    Menu: Menu.extend({
      defaultProps: { clickOutsideEvents: ['mousedown', 'touchstart'], transitionProps: { duration: 0 } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 } } }),
  },
});
