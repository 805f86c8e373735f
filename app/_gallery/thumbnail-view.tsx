import type { Graph, Layout } from "@dacapo/engine/compiler";
import { useMemo } from "react";
import { CARD_FRAME, type ThumbnailBox, thumbnailOf } from "./thumbnail";
import classes from "./thumbnail-view.module.css";

interface ThumbnailViewProps {
  readonly graph: Graph;
  readonly layout: Layout;
}

/** A small true picture of a workflow. Decoration: the card beside it says in words what it is. */
export function ThumbnailView({ graph, layout }: ThumbnailViewProps) {
  const picture = useMemo(() => thumbnailOf(graph, layout), [graph, layout]);
  return (
    <div className={classes.stage} aria-hidden="true">
      <svg viewBox={`0 0 ${CARD_FRAME.width} ${CARD_FRAME.height}`} className={classes.picture} aria-hidden="true">
        {picture.boxes.filter(isLoop).map((box) => (
          <Loop key={box.id} box={box} />
        ))}
        <g className={classes.wires}>
          {picture.wires.map((wire) => (
            <path key={wire.id} d={wire.path} />
          ))}
        </g>
        {picture.boxes
          .filter((box) => !isLoop(box))
          .map((box) => (
            <Box key={box.id} box={box} />
          ))}
      </svg>
    </div>
  );
}

function isLoop(box: ThumbnailBox): boolean {
  return box.shape === "loop";
}

function Loop({ box }: { readonly box: ThumbnailBox }) {
  const right = box.x + box.width;
  return (
    <>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx="3" className={classes.loop} />
      <g className={classes.bars}>
        <rect x={box.x} y={box.y} width="3" height={box.height} />
        <rect x={box.x + 4.2} y={box.y} width="1.1" height={box.height} />
        <rect x={right - 3} y={box.y} width="3" height={box.height} />
        <rect x={right - 5.3} y={box.y} width="1.1" height={box.height} />
      </g>
    </>
  );
}

function Box({ box }: { readonly box: ThumbnailBox }) {
  if (box.shape === "terminal") {
    const radius = box.width / 2;
    return <circle cx={box.x + radius} cy={box.y + radius} r={Math.max(radius, 3.5)} className={classes.terminal} />;
  }
  const round = Math.min(4, box.height / 4);
  return (
    <>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={round} className={classes.node} />
      <circle
        cx={box.x + box.height / 2}
        cy={box.y + box.height / 2}
        r={Math.min(2.4, box.height / 6)}
        className={classes.dot}
      />
    </>
  );
}
