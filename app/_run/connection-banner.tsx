import { IconPlugConnectedX } from "@tabler/icons-react";
import classes from "./banners.module.css";

/** Says that the server is out of reach, and that this costs nothing. It goes by itself. */
export function ConnectionBanner({ eventCount }: { readonly eventCount: number }) {
  return (
    <section className={classes.offline} role="status" aria-label="Connection">
      <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
      <b>Reconnecting. Nothing is lost.</b>
      <span className={classes.aside}>
        {eventCount === 0
          ? "The events are shown as soon as the server sends them."
          : `This is the run up to event ${eventCount}. It goes on here as soon as the server sends the next one.`}
      </span>
    </section>
  );
}
