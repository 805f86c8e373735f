"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconCopyX } from "@tabler/icons-react";

interface CopyButtonProps {
  /** Called when pressed, so that a large text is made only when wanted. */
  readonly text: () => string;
  /** What is copied: "Copy run id". */
  readonly label: string;
}

/** Copies a text, and says whether that worked: a page without a secure origin may not write the clipboard. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { copy, copied, error } = useClipboard({ timeout: 1_200 });
  const Icon = error !== null ? IconCopyX : copied ? IconCheck : IconCopy;
  const said = error !== null ? "The browser did not allow copying" : copied ? "Copied" : label;
  return (
    <Tooltip label={said}>
      <ActionIcon size={24} aria-label={label} onClick={() => copy(text())}>
        <Icon size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
