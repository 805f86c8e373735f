import { IconPlugConnectedX } from "@tabler/icons-react";
import classes from "./banners.module.css";

/** Says that the server is out of reach, and that this costs nothing. It goes by itself. */
export function ConnectionBanner() {
  return (
    <section className={classes.offline} role="status" aria-label="Connection">
      <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
      <b>Reconnecting. Nothing is lost.</b>
      <span className={classes.aside}>The run goes on without this page, which shows the rest when it is back.</span>
    </section>
  );
}
