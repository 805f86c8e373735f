import type { ByteReader } from "./byte-reader.js";

type OptionalKey<Shape> = { [Key in keyof Shape]-?: undefined extends Shape[Key] ? Key : never }[keyof Shape];

/**
 * The bit that says that an optional field is there, for each optional field of a shape. A field that
 * is added to the shape does not compile until its layout knows it: it cannot be lost in silence.
 */
export type Presence<Shape> = { readonly [Key in OptionalKey<Shape>]: number };

/** Reads a byte of such bits. A bit without a meaning was written by a newer version. */
export function readPresence(reader: ByteReader, presence: Readonly<Record<string, number>>): number {
  const flags = reader.byte();
  let known = 0;
  for (const field in presence) known |= presence[field] ?? 0;
  return (flags & ~known) === 0 ? flags : reader.newer("field", flags, known);
}
