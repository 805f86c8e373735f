import type { ByteReader } from "./byte-reader.js";

type OptionalKey<Shape> = { [Key in keyof Shape]-?: undefined extends Shape[Key] ? Key : never }[keyof Shape];

/**
 * The bit that says that an optional field is there, for each optional field of a shape. A field that
 * is added to the shape does not compile until its layout knows it: it cannot be lost in silence.
 */
export type Presence<Shape> = { readonly [Key in OptionalKey<Shape>]: number };

/** All bits that have a meaning. */
export function bitsOf(presence: Readonly<Record<string, number>>): number {
  return Object.values(presence).reduce((bits, bit) => bits | bit, 0);
}

/** Reads a byte of such bits. A bit that is not known was written by a newer version. */
export function readPresence(reader: ByteReader, known: number): number {
  const present = reader.byte();
  return (present & ~known) === 0 ? present : reader.newer("field", present, known);
}
