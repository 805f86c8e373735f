import { Button } from "@mantine/core";
import { IconPlayerTrackPrev } from "@tabler/icons-react";
import { Kbd } from "@/app/_ui/kbd";
import { RepeatBars } from "@/app/_ui/repeat-bars";
import classes from "./banners.module.css";

interface PastBannerProps {
  readonly seq: number;
  readonly eventCount: number;
  /** The event in a few words. */
  readonly words: string;
  readonly isFinished: boolean;
  readonly onReturn: () => void;
}

/** Says that what is shown is history, which event it is after, and the one way back. */
export function PastBanner({ seq, eventCount, words, isFinished, onReturn }: PastBannerProps) {
  return (
    <section className={classes.past} aria-label="The past">
      <RepeatBars />
      <IconPlayerTrackPrev size={16} stroke={1.75} aria-hidden />
      <span className={classes.text}>
        <b className="num">
          Event {seq} of {eventCount}
        </b>
        {words !== "" && <span> · {words}</span>}
        <span className={classes.aside}>
          This is the past: nothing here can change.{isFinished ? "" : " The live run goes on."}
        </span>
      </span>
      <Button size="compact-xs" rightSection={<Kbd>Esc</Kbd>} onClick={onReturn} className={classes.back ?? ""}>
        {isFinished ? "Back to the end" : "Back to live"}
      </Button>
    </section>
  );
}
