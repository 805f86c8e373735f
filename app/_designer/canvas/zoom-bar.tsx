"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useReactFlow, useStore } from "@xyflow/react";
import classes from "./canvas.module.css";

/** Zoom out, the zoom itself (a click returns to 100 %), zoom in, fit, shortcuts. */
export function ZoomBar({ onShowShortcuts }: { readonly onShowShortcuts?: () => void }) {
  const flow = useReactFlow();
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className={classes.zoomBar} role="toolbar" aria-label="Zoom">
      <Tooltip label="Zoom out (-)">
        <ActionIcon size={24} aria-label="Zoom out" onClick={() => void flow.zoomOut()}>
          <IconMinus size={14} />
        </ActionIcon>
      </Tooltip>
      <button
        type="button"
        className={classes.zoomValue}
        aria-label={`Zoom ${percent} %, back to 100 %`}
        onClick={() => void flow.zoomTo(1)}
      >
        {percent} %
      </button>
      <Tooltip label="Zoom in (+)">
        <ActionIcon size={24} aria-label="Zoom in" onClick={() => void flow.zoomIn()}>
          <IconPlus size={14} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.separator} />
      <Tooltip label="Fit all (Shift+1)">
        <ActionIcon size={24} aria-label="Fit all" onClick={() => void flow.fitView({ padding: 0.12, maxZoom: 1 })}>
          <IconMaximize size={14} />
        </ActionIcon>
      </Tooltip>
      {onShowShortcuts !== undefined && (
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon size={24} aria-label="Keyboard shortcuts" onClick={onShowShortcuts}>
            <IconKeyboard size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
