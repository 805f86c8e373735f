"use client";

import { Switch } from "@mantine/core";
import { Field } from "./field";

interface SwitchFieldProps {
  readonly field: string;
  readonly label: string;
  /** What it means when it is on, beside the switch. */
  readonly says: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A setting that is on or off. */
export function SwitchField({ field, label, says, hint, isOn, onChange }: SwitchFieldProps) {
  return (
    <Field field={field} label={label} hint={hint}>
      <Switch label={says} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
    </Field>
  );
}
