import { ActionIcon, Button, Select, Switch, Tooltip } from "@mantine/core";
import {
  IconArrowsHorizontal,
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { SPEEDS, type Speed } from "../layout/playback";
import type { PositionLabel } from "../layout/position-label";
import classes from "./timeline-head.module.css";
import type { Playback } from "./use-playback";

interface TimelineHeadProps {
  readonly position: number;
  readonly length: number;
  readonly label: PositionLabel;
  readonly live: boolean;
  readonly following: boolean;
  readonly playback: Playback;
  readonly foldIdle: boolean;
  readonly onPosition: (n: number) => void;
  readonly onFoldIdle: (fold: boolean) => void;
  readonly onZoom: (factor: number | "all") => void;
}

/** Buttons that move through the events, and where one is. */
export function TimelineHead(props: TimelineHeadProps) {
  const { position, length, label, live, following, playback, foldIdle, onPosition, onFoldIdle, onZoom } = props;
  const atStart = position <= 1;
  const atEnd = position >= length;
  return (
    <div className={classes.head}>
      <div className={classes.group} role="toolbar" aria-label="Move through the events">
        <HeadButton label="First event" off={atStart} onClick={() => onPosition(1)}>
          <IconPlayerSkipBack size={16} aria-hidden />
        </HeadButton>
        <HeadButton label="Previous event" off={atStart} onClick={() => onPosition(position - 1)}>
          <IconChevronLeft size={16} aria-hidden />
        </HeadButton>
        <HeadButton
          label={playback.playing ? "Pause" : "Play"}
          on={playback.playing}
          off={length === 0}
          onClick={playback.toggle}
        >
          {playback.playing ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
        </HeadButton>
        <HeadButton label="Next event" off={atEnd} onClick={() => onPosition(position + 1)}>
          <IconChevronRight size={16} aria-hidden />
        </HeadButton>
        <HeadButton label="Last event" off={atEnd} onClick={() => onPosition(length)}>
          <IconPlayerSkipForward size={16} aria-hidden />
        </HeadButton>
      </div>
      <Select
        className={classes.speed ?? ""}
        aria-label="Speed of playing"
        data={SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }))}
        value={String(playback.speed)}
        onChange={(value) => playback.setSpeed(speedOf(value))}
        allowDeselect={false}
        comboboxProps={{ width: 80 }}
      />
      <p className={classes.where} data-testid="timeline-position">
        <b>{position}</b> of {length}
        {label.turn !== "" && ` · ${label.turn} · ${label.elapsed}`} · <span>{label.event}</span>
      </p>
      <span className={classes.grow} />
      {live && !following && (
        <Button className={classes.live ?? ""} size="compact-xs" variant="default" onClick={() => onPosition(length)}>
          Live
        </Button>
      )}
      <Switch
        label="Fold idle"
        checked={foldIdle}
        onChange={(event) => onFoldIdle(event.currentTarget.checked)}
        classNames={{ label: classes.switchLabel ?? "" }}
      />
      <div className={classes.group} role="toolbar" aria-label="Zoom of the timeline">
        <HeadButton label="Zoom in" onClick={() => onZoom(0.5)}>
          <IconZoomIn size={15} aria-hidden />
        </HeadButton>
        <HeadButton label="Zoom out" onClick={() => onZoom(2)}>
          <IconZoomOut size={15} aria-hidden />
        </HeadButton>
        <HeadButton label="Show the whole run" onClick={() => onZoom("all")}>
          <IconArrowsHorizontal size={15} aria-hidden />
        </HeadButton>
      </div>
    </div>
  );
}

function speedOf(value: string | null): Speed {
  return SPEEDS.find((speed) => String(speed) === value) ?? 1;
}

interface HeadButtonProps {
  readonly label: string;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function HeadButton({ label, on = false, off = false, onClick, children }: HeadButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        className={classes.button ?? ""}
        variant="default"
        size={26}
        aria-label={label}
        data-on={on || undefined}
        disabled={off}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
