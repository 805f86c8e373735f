/** Milliseconds since 1970-01-01T00:00:00Z. Pure code never asks for the time: it is told. */
export type EpochMs = number;
/** A length of time in milliseconds. */
export type DurationMs = number;
