import { useId } from "react";
import { sumOf } from "../figures/history";
import { recoveryShown } from "../figures/recovery";
import { RING_SIZE, type RingPlace, ringPlaces } from "../figures/ring";
import { type PartitionRow, QUEUE_MARKS, type ThreadGroup, type ThreadLook } from "../figures/thread-groups";
import { countText, figureText, partitionText, wholeText } from "../figures/words";
import classes from "./partition-ring.module.css";
import { RingDetail } from "./ring-detail";

interface PartitionRingProps {
  readonly groups: readonly ThreadGroup[];
  readonly nowMs: number;
  readonly chosen: number | undefined;
  readonly onChoose: (partition: number) => void;
}

const LOOK_WORDS: Readonly<Record<ThreadLook, string>> = {
  running: "runs well",
  recovering: "recovers",
  slow: "is slow",
  stopped: "has stopped",
};

interface Member {
  readonly group: ThreadGroup;
  readonly row: PartitionRow;
}

/** All partitions at a glance, as a ring; one of them, chosen with the pointer or the arrow keys, in figures beside it. */
export function PartitionRing({ groups, nowMs, chosen, onChoose }: PartitionRingProps) {
  const members = groups
    .flatMap((group) => group.partitions.map((row): Member => ({ group, row })))
    .sort((a, b) => a.row.partition - b.row.partition);
  const places = ringPlaces(members.length);
  const shown = members.find(({ row }) => row.partition === chosen) ?? members[0];
  if (shown === undefined) return null;
  const busiest = Math.max(...members.map(({ row }) => row.recordsPerSecond));
  return (
    <div className={classes.body}>
      <div className={classes.ring}>
        <svg
          viewBox={`${-RING_SIZE / 2} ${-RING_SIZE / 2} ${RING_SIZE} ${RING_SIZE}`}
          aria-hidden="true"
          focusable="false"
        >
          {members.map(({ group, row }, index) => {
            const place = places[index];
            if (place === undefined) return null;
            const isShown = row === shown.row;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: whoever points chooses here; the keyboard has the labels, which say the same in words
              <g
                key={row.partition}
                className={isShown ? `${classes.place} ${classes.shown}` : classes.place}
                onClick={() => onChoose(row.partition)}
              >
                <Place
                  place={place}
                  look={row.look}
                  marks={litMarks(group, row)}
                  rateShare={busiest === 0 ? 0 : row.recordsPerSecond / busiest}
                />
              </g>
            );
          })}
        </svg>
        <Labels members={members} places={places} shown={shown} onChoose={onChoose} />
        <p className={classes.middle}>
          <b>{figureText(sumOf(members, ({ row }) => row.recordsPerSecond))}</b>
          <span>records/s</span>
          <span>{wholeText(sumOf(members, ({ row }) => row.metrics.queueDepth))} waiting</span>
        </p>
      </div>
      <RingDetail group={shown.group} row={shown.row} nowMs={nowMs} />
    </div>
  );
}

interface PlaceProps {
  readonly place: RingPlace;
  readonly look: ThreadLook;
  readonly marks: number;
  readonly rateShare: number;
}

function Place({ place, look, marks, rateShare }: PlaceProps) {
  return (
    <>
      {place.marks.map((path, mark) => (
        <path key={path} d={path} className={mark < marks ? `${classes.lit} ${classes[look]}` : classes.unlit} />
      ))}
      <path d={place.rate(rateShare)} className={classes.rate} />
      <path d={place.outline} className={classes.outline} />
    </>
  );
}

interface LabelsProps {
  readonly members: readonly Member[];
  readonly places: readonly RingPlace[];
  readonly shown: Member;
  readonly onChoose: (partition: number) => void;
}

function Labels({ members, places, shown, onChoose }: LabelsProps) {
  const name = useId();
  return (
    <fieldset className={classes.labels}>
      <legend className={classes.legend}>Partitions, clockwise</legend>
      {members.map(({ group, row }, index) => {
        const place = places[index];
        if (place === undefined) return null;
        const { partition, look, metrics } = row;
        const isSibling = group === shown.group;
        return (
          <label
            key={partition}
            className={place.isLabelled ? classes.label : `${classes.label} ${classes.unlabelled}`}
            style={{ left: `${place.leftPercent}%`, top: `${place.topPercent}%` }}
            data-look={look}
            data-sibling={isSibling}
          >
            <input
              type="radio"
              name={name}
              checked={row === shown.row}
              aria-label={`Partition ${partitionText(partition)}, thread ${group.thread}, ${LOOK_WORDS[look]}, ${countText(metrics.queueDepth, "event")} waiting`}
              onChange={() => onChoose(partition)}
            />
            <span aria-hidden="true">{partitionText(partition)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** While a thread recovers its partitions fill up; nothing waits in them meanwhile. */
function litMarks({ look, metrics }: ThreadGroup, { queueMarks }: PartitionRow): number {
  if (look !== "recovering") return queueMarks;
  return Math.round((recoveryShown(metrics.recovery).share ?? 0) * QUEUE_MARKS);
}
