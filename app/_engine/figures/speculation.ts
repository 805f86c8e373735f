import type { HubMetrics } from "@/app/_server/api-types";

const SENTENCES: Readonly<Record<HubMetrics["mode"], string>> = {
  conservative: "Nothing begins before its cause is durable.",
  local: "Work begins before its cause is durable, as long as nobody outside its log can see it.",
  global:
    "Work begins before its cause is durable, messages to other logs included. If a cause is lost, what came of it is taken back.",
};

/** What the mode means. */
export function speculationSentence(mode: HubMetrics["mode"]): string {
  return SENTENCES[mode];
}
