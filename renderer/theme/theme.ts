import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core';

/** Deep water: the one colour of what can be done. Its variables are in tokens.css. */
const sea: MantineColorsTuple = [
  '#eef6f9',
  '#d8eaf0',
  '#b0d5e1',
  '#83bdd0',
  '#57a3bb',
  '#3288a4',
  '#1a708d',
  '#0f5d78',
  '#0c4b62',
  '#0a3a4d',
];

/**
 * Components in the size of a tool that is worked with. All colours come from style sheets: nothing here makes a `style` element,
 * which the content security policy would refuse.
 */
export const theme = createTheme({
  colors: { sea },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'sm',
  focusRing: 'auto',
  respectReducedMotion: true,
  // What is filled is light in the dark, and what stands on it dark.
  variantColorResolver: (input) => ({
    ...defaultVariantColorsResolver(input),
    ...(input.variant === 'filled' ? { color: 'var(--on-accent)' } : {}),
  }),
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } },
    // The lock of the page's scrolling would write a style element.
    Modal: {
      defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 120 } },
      classNames: { title: 'dialog-title' },
    },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});
