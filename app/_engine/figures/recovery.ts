import type { RecoveryProgress } from "@/app/_server/api-types";
import { countText, durationText, shareText, wholeText } from "./words";

/** How far a thread is that steps its log again. */
export interface RecoveryShown {
  /** 0 to 1; absent while it is not known how much there is. */
  readonly share?: number;
  /** `64 % · 1 900 of 3 000 records since the snapshot · 0.9 s left`. */
  readonly sentence: string;
}

/** A rate that is younger than this says nothing about what is left. */
const RATE_AFTER_MS = 300;

export function recoveryShown({ tookMs, records, ofRecords }: RecoveryProgress): RecoveryShown {
  if (ofRecords === undefined) return { sentence: "opens its snapshot" };
  if (ofRecords === 0) return { share: 1, sentence: "nothing in the log since the snapshot" };
  const share = Math.min(1, records / ofRecords);
  const left = ofRecords - records;
  const isPaced = records > 0 && left > 0 && tookMs >= RATE_AFTER_MS;
  return {
    share,
    sentence: [
      shareText(share),
      `${wholeText(records)} of ${countText(ofRecords, "record")} since the snapshot`,
      ...(isPaced ? [`${durationText((tookMs / records) * left)} left`] : []),
    ].join(" · "),
  };
}
