/** Sizes of the timeline in pixels. Heights add up without gaps, so a row's place is a sum. */
export const SIZES = {
  head: 40,
  overview: 20,
  ruler: 36,
  nameColumn: 184,
  row: 24,
  lane: 19,
  indent: 16,
  span: 16,
  laneSpan: 13,
  /** A box is never narrower, or an activity of a millisecond could not be seen or hit. */
  spanWidthMin: 3,
  /** A decision's diamond, corner to corner. */
  diamond: 10,
  /** Folded idle time is never wider. */
  foldWidthMax: 60,
  /** Room left and right of the time axis, so that what begins with the run is not cut. */
  axisMargin: 4,
} as const;
