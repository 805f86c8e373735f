import type { HubMetrics } from "@/app/_server/api-types";
import { shareText, wholeText } from "../figures/words";
import { Card, MeterLine } from "./card";

/** Where activities run, and how much room is left. */
export function ExecutorCard({ load: { running, waiting, atOnceMax } }: { readonly load: HubMetrics["activities"] }) {
  const share = running / atOnceMax;
  return (
    <Card title="Activity executors">
      <MeterLine
        name="inline"
        share={share}
        value={shareText(share)}
        hint={
          running === 0 && waiting === 0
            ? `idle, ${wholeText(atOnceMax)} places`
            : `${wholeText(running)} of ${wholeText(atOnceMax)} running, ${wholeText(waiting)} waiting`
        }
      />
    </Card>
  );
}
