import { formatCount } from "@/app/_ui/figures";

/** How figures are written on the engine screen: short, with a unit, and as many digits as one can read at a glance. */

const THIN = "\u202f";

/** `0`, `7`, `1 204`. */
export function wholeText(value: number): string {
  return formatCount(Math.round(value));
}

/** Milliseconds or a rate: `0.42`, `2.9`, `14`, `1 204`. */
export function figureText(value: number): string {
  if (value === 0) return "0";
  if (value < 0.995) return value.toFixed(2);
  if (value < 9.95) return value.toFixed(1);
  return wholeText(value);
}

/** `820 kB`, `4.2 MB`, `214 MB`, `1.6 GB`: decimal units, as disks are sold. */
export function bytesParts(bytes: number): { readonly value: string; readonly unit: string } {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1_000;
    index += 1;
  }
  return { value: index > 0 && value < 9.95 ? value.toFixed(1) : wholeText(value), unit: units[index] ?? "B" };
}

export function bytesText(bytes: number): string {
  const { value, unit } = bytesParts(bytes);
  return `${value} ${unit}`;
}

/** `52 ms`, `5 s`, `1.3 s`, `14 s`, `2 min 5 s`, `3 h 12 min`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A share of 1 as a whole percentage: `58 %`. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)}${THIN}%`;
}

/** Partitions have two digits and more: `00`, `11`, `104`. */
export function partitionText(partition: number): string {
  return String(partition).padStart(2, "0");
}

/** `1 event`, `38 events`. */
export function countText(count: number, noun: string): string {
  return `${wholeText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** How many times as much: `2.6 ×`, `12 ×`. */
export function timesText(factor: number): string {
  return `${factor < 9.95 ? factor.toFixed(1) : wholeText(factor)} ×`;
}

/** `partition 03`, `partitions 00, 04, 08`, `partitions 00 to 11`. */
export function partitionsText(partitions: readonly number[]): string {
  const sorted = [...partitions].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return "no partition";
  if (sorted.length === 1) return `partition ${partitionText(first)}`;
  if (sorted.length > 3 && last - first === sorted.length - 1) {
    return `partitions ${partitionText(first)} to ${partitionText(last)}`;
  }
  return `partitions ${sorted.map(partitionText).join(", ")}`;
}
