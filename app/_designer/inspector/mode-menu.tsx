"use client";

import { Menu } from "@mantine/core";
import classes from "./inspector.module.css";

interface ModeMenuProps<Mode extends string> {
  /** The setting's label. */
  readonly label: string;
  readonly mode: Mode;
  readonly modes: readonly Mode[];
  readonly signs: Readonly<Record<Mode, string>>;
  readonly words: Readonly<Record<Mode, string>>;
  readonly onSwitch: (mode: Mode) => void;
}

/** The button at the left of a setting that can be given in several ways, and the choice between them. */
export function ModeMenu<Mode extends string>({ label, mode, modes, signs, words, onSwitch }: ModeMenuProps<Mode>) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className={classes.mode}
          data-mode={mode}
          aria-label={`${label}: ${words[mode]}. Change`}
          title={words[mode]}
        >
          {signs[mode]}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {modes.map((choice) => (
          <Menu.Item key={choice} onClick={() => onSwitch(choice)} leftSection={<code>{signs[choice]}</code>}>
            {words[choice]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
