import classes from "./repeat-bars.module.css";

/** A repetition is drawn as a repeated passage: thick bar, thin bar, two dots. The one ornament of the product. */
export function RepeatBars() {
  return (
    <svg className={classes.bars} viewBox="0 0 22 34" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect x="0" y="0" width="6" height="34" />
      <rect x="9" y="0" width="2" height="34" />
      <circle cx="17" cy="12.5" r="2.6" />
      <circle cx="17" cy="21.5" r="2.6" />
    </svg>
  );
}
