import { decodeJson, type JsonText } from "@dacapo/engine/model";
import { useMemo } from "react";
import { JsonView } from "@/app/_ui/json-view";

interface PayloadViewProps {
  /** As it stands in the history. */
  readonly text: JsonText | undefined;
  readonly label: string;
}

/** A payload of the history. It is decoded here, when somebody looks, and not before. */
export function PayloadView({ text, label }: PayloadViewProps) {
  const value = useMemo(() => (text === undefined ? undefined : decodeJson(text)), [text]);
  return <JsonView value={value} label={label} />;
}
