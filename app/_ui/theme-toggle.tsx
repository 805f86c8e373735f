"use client";

import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const CHOICES = [
  { value: "light", name: "Light", Icon: IconSun },
  { value: "dark", name: "Dark", Icon: IconMoon },
  { value: "auto", name: "As the system", Icon: IconDeviceDesktop },
] as const;

/** Light, dark, or as the system says. The choice is remembered in this browser. */
export function ThemeToggle({ position = "bottom" }: { readonly position?: "bottom" | "right" }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const mounted = useMounted();
  const chosen = CHOICES.find((choice) => mounted && choice.value === colorScheme) ?? CHOICES[2];
  return (
    <Menu position={position === "right" ? "right-end" : "bottom-end"}>
      <Menu.Target>
        <Tooltip label="Theme" position={position}>
          <ActionIcon aria-label={`Theme: ${chosen.name}`}>
            <chosen.Icon size={18} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(({ value, name, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
            rightSection={chosen.value === value ? <IconCheck size={14} aria-label="chosen" /> : undefined}
            onClick={() => setColorScheme(value)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
