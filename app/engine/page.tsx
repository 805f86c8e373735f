import type { Metadata } from "next";
import { Engine } from "../_engine/engine";

export const metadata: Metadata = { title: "Engine" };

export default function EnginePage() {
  return <Engine />;
}
