import { Tooltip, VisuallyHidden } from "@mantine/core";
import type { KeyFigure } from "../figures/key-figures";
import classes from "./key-figure.module.css";
import { Sparkline } from "./sparkline";

interface KeyFigureCardProps {
  readonly figure: KeyFigure;
  readonly nowMs: number;
}

/** One figure, large, with its last minute. */
export function KeyFigureCard({ figure: { label, value, unit, about, points }, nowMs }: KeyFigureCardProps) {
  return (
    <Tooltip label={about} multiline w={280} position="bottom-start">
      <div className={classes.card}>
        <dt>{label}</dt>
        <dd className={classes.value}>
          {value}
          {unit !== "" && <small>{unit}</small>}
        </dd>
        <dd className={classes.curve}>
          <Sparkline points={points} nowMs={nowMs} width={92} height={26} />
          <VisuallyHidden>{about}</VisuallyHidden>
        </dd>
      </div>
    </Tooltip>
  );
}
