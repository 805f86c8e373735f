import { createReplay, HistoryScript } from "@dacapo/engine/timeline";
import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EventList } from "./event-list";
import { Timeline, type TimelineProps } from "./timeline";

function run() {
  const script = new HistoryScript(0).start().turn();
  const charge = script.schedule("charge");
  return createReplay(script.after(5).started(charge).after(4_200).completed(charge).turn().complete().events);
}

function markup(props: Partial<TimelineProps>): string {
  const replay = run();
  return renderToStaticMarkup(
    <MantineProvider>
      <Timeline replay={replay} position={replay.length} live={false} onPosition={() => undefined} {...props} />
    </MantineProvider>,
  );
}

test("the ruler is a slider over the events, and says in words where it stands", () => {
  const html = markup({ position: 5 });
  expect(html).toContain('role="slider"');
  expect(html).toMatch(/aria-valuemin="1" aria-valuemax="7" aria-valuenow="5"/);
  expect(html).toContain('aria-valuetext="Event 5 of 7. charge completed in 4.20 s."');
});

test("the head says which event of how many, its turn, its time and what it was", () => {
  const text = markup({ position: 5 }).replaceAll(/<[^>]*>/g, "");
  expect(text).toContain("5 of 7 · turn 1 · 00:04.2 · ActivityCompleted charge");
});

test("a way back to live is offered in the past of a live run, and only there", () => {
  const offersLive = (props: Partial<TimelineProps>) => />Live</.test(markup(props));
  expect(offersLive({ live: true, position: 3 })).toBe(true);
  expect(offersLive({ live: true })).toBe(false);
  expect(offersLive({ position: 3 })).toBe(false);
});

test("a run without events is drawn too", () => {
  const html = markup({ replay: createReplay([]), position: 0 });
  expect(html).toContain('aria-valuetext="No events yet."');
  const list = renderToStaticMarkup(<EventList replay={createReplay([])} position={0} onPosition={() => undefined} />);
  expect(list).toContain('role="listbox"');
});
