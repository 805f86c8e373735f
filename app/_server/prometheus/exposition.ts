/**
 * Prometheus' text format, version 0.0.4:
 *
 *   # HELP dacapo_flush_seconds How long …
 *   # TYPE dacapo_flush_seconds summary
 *   dacapo_flush_seconds{thread="0",quantile="0.5"} 0.0011
 *   dacapo_flush_seconds_sum{thread="0"} 1.25
 *   dacapo_flush_seconds_count{thread="0"} 1044
 */
export const EXPOSITION_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string | number>>;

export interface Sample {
  /** What a part of a summary has behind the family's name. */
  readonly suffix?: "_sum" | "_count";
  readonly labels?: Labels;
  readonly value: number;
}

/** One figure under one name, for everything that has it. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "summary";
  /** One sentence. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A family that nothing has is left out. */
export function exposition(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join("");
}

function familyText({ name, type, help, samples }: Family): string {
  const lines = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
  for (const { suffix = "", labels = {}, value } of samples) {
    lines.push(`${name}${suffix}${labelsText(labels)} ${valueText(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(String(value)).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
