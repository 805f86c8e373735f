import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  MultiSelect,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";
import classes from "./theme.module.css";

const input = { defaultProps: { size: "xs" }, classNames: { input: classes.input, label: classes.label } };

/** Mantine in the product's clothes. Colours, sizes and times come from tokens.css, never from here. */
export const theme = createTheme({
  primaryColor: "verdigris",
  primaryShade: { light: 7, dark: 4 },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  colors: {
    // Mantine draws what we do not name from these; they are the neutrals of tokens.css.
    dark: [
      "#E9EEF2",
      "#B4BFCA",
      "#919DAA",
      "#6A7A8B",
      "#394756",
      "#232D39",
      "#18202A",
      "#11171F",
      "#0D1219",
      "#0B1016",
    ],
    gray: [
      "#F8F9F9",
      "#F2F5F5",
      "#E6EBEB",
      "#E0E6E6",
      "#C3CCCD",
      "#7F8C8F",
      "#5F6B72",
      "#46525A",
      "#1B262C",
      "#121A1F",
    ],
    verdigris: [
      "#E0F0F1",
      "#C2E2E5",
      "#98CFD5",
      "#6BD0DC",
      "#56C7D4",
      "#2F9BA8",
      "#137D8A",
      "#0A6672",
      "#08535D",
      "#06434C",
    ],
  },
  fontFamily: "var(--dc-font-sans)",
  fontFamilyMonospace: "var(--dc-font-mono)",
  fontSizes: { xs: "11.5px", sm: "12.5px", md: "13.5px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  components: {
    Button: Button.extend({ defaultProps: { size: "xs", variant: "filled" }, classNames: { root: classes.button } }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: "subtle", size: 28 },
      classNames: { root: classes.actionIcon },
    }),
    TextInput: TextInput.extend(input),
    PasswordInput: PasswordInput.extend(input),
    NumberInput: NumberInput.extend(input),
    Select: Select.extend({ ...input, classNames: { ...input.classNames, dropdown: classes.dropdown } }),
    MultiSelect: MultiSelect.extend({ ...input, classNames: { ...input.classNames, dropdown: classes.dropdown } }),
    Textarea: Textarea.extend({
      defaultProps: { size: "xs" },
      classNames: { input: classes.textarea, label: classes.label },
    }),
    Menu: Menu.extend({
      defaultProps: { shadow: "md" },
      classNames: { dropdown: classes.dropdown, item: classes.menuItem },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: "xs" },
      classNames: {
        root: classes.segmented,
        indicator: classes.segmentedIndicator,
        label: classes.segmentedLabel,
        control: classes.segmentedControl,
      },
    }),
    Switch: Switch.extend({ defaultProps: { size: "xs" } }),
    Tabs: Tabs.extend({ classNames: { list: classes.tabsList, tab: classes.tab } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, withArrow: false },
      classNames: { tooltip: classes.tooltip },
    }),
  },
});

const fromTokens = {
  "--mantine-color-body": "var(--dc-surface-0)",
  "--mantine-color-text": "var(--dc-text)",
  "--mantine-color-dimmed": "var(--dc-text-3)",
  "--mantine-color-placeholder": "var(--dc-text-3)",
  "--mantine-color-default": "var(--dc-surface-1)",
  "--mantine-color-default-color": "var(--dc-text)",
  "--mantine-color-default-hover": "var(--dc-surface-2)",
  "--mantine-color-default-border": "var(--dc-border-control)",
  "--mantine-color-anchor": "var(--dc-accent-text)",
  "--mantine-color-error": "var(--dc-state-failed)",
  "--mantine-primary-color-filled": "var(--dc-accent)",
  "--mantine-primary-color-filled-hover": "var(--dc-accent-hover)",
  "--mantine-primary-color-light": "var(--dc-accent-soft)",
  "--mantine-primary-color-light-color": "var(--dc-accent-text)",
  "--mantine-primary-color-contrast": "var(--dc-on-accent)",
  "--mantine-color-verdigris-filled": "var(--dc-accent)",
  "--mantine-color-verdigris-filled-hover": "var(--dc-accent-hover)",
  "--mantine-color-verdigris-light": "var(--dc-accent-soft)",
  "--mantine-color-verdigris-light-color": "var(--dc-accent-text)",
  "--mantine-color-verdigris-outline": "var(--dc-accent)",
  "--mantine-color-verdigris-text": "var(--dc-accent-text)",
};

/** The same pairs for both schemes: tokens.css already switches on `data-mantine-color-scheme`. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: fromTokens,
  dark: fromTokens,
});
