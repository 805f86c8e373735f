import type { GraphEdge } from "../graph.js";
import { Part } from "./part.js";

/** A piece of a part that can be written by itself, and the pieces that it must wait for. */
export interface Unit {
  readonly part: Part;
  readonly waitsFor: readonly Unit[];
  /** Nothing in the part waits for its end. */
  readonly isLast: boolean;
  /** Its first node begins as soon as so many of these edges live. */
  readonly reach?: UnitReach;
}

export interface UnitReach {
  readonly count: number;
  readonly ways: readonly { readonly edge: GraphEdge; readonly unit: Unit }[];
}

interface Draft {
  places: number[];
  readonly before: Set<Draft>;
  readonly after: Set<Draft>;
  /** Its first node waits for some of its edges alone. */
  readonly begins: boolean;
  /** Its last node has an edge that somebody waits for who does not wait for all: its end must be told. */
  reports: boolean;
}

/**
 * Takes a part apart into as few units as possible: a unit that is all that another waits for, and
 * that only it waits for, is one with it; units that wait for the same ones and that the same ones
 * wait for are one. Whatever is left over is truly not nested.
 */
export function unitsOf(part: Part): readonly Unit[] {
  let drafts = draftsOf(part);
  for (let count = -1; count !== drafts.length; ) {
    count = drafts.length;
    drafts = joinTwins(joinLines(drafts));
  }
  return finish(part, drafts);
}

/** Single nodes, wired by the precedences that do not follow from others. */
export function draftsOf(part: Part): Draft[] {
  const draftAt = new Map<number, Draft>();
  for (const place of part.places) {
    const begins = part.waysInto(place).length > 0;
    const draft: Draft = {
      places: [place],
      before: new Set(),
      after: new Set(),
      begins,
      reports: part.isWay(place),
    };
    const sources = begins ? part.certainlyBefore(place) : part.before(place);
    for (const source of sources) {
      if (sources.some((other) => part.region.ancestors(other).has(source))) continue;
      const earlier = draftAt.get(source) as Draft;
      draft.before.add(earlier);
      earlier.after.add(draft);
    }
    draftAt.set(place, draft);
  }
  return [...draftAt.values()];
}

function joinLines(drafts: readonly Draft[]): Draft[] {
  const gone = new Set<Draft>();
  for (const draft of drafts) {
    if (gone.has(draft)) continue;
    for (let next = lineAfter(draft); next !== undefined; next = lineAfter(draft)) {
      gone.add(next);
      draft.reports = next.reports;
      draft.places = [...draft.places, ...next.places];
      draft.after.clear();
      for (const later of next.after) {
        later.before.delete(next);
        later.before.add(draft);
        draft.after.add(later);
      }
    }
  }
  return drafts.filter((draft) => !gone.has(draft));
}

/** What goes on where the draft ends, and only there. */
function lineAfter(draft: Draft): Draft | undefined {
  const next = onlyOf(draft.after);
  return next?.before.size === 1 && !draft.reports && !next.begins ? next : undefined;
}

function joinTwins(drafts: readonly Draft[]): Draft[] {
  const number = new Map(drafts.map((draft, index) => [draft, index]));
  const key = (set: ReadonlySet<Draft>) =>
    [...set]
      .map((draft) => number.get(draft) as number)
      .sort((a, b) => a - b)
      .join(" ");
  const firsts = new Map<string, Draft>();
  const gone = new Set<Draft>();
  for (const draft of drafts) {
    if (draft.begins || draft.reports) continue;
    const signature = `${key(draft.before)}|${key(draft.after)}`;
    const twin = firsts.get(signature);
    if (twin === undefined || twin === draft) {
      firsts.set(signature, draft);
      continue;
    }
    gone.add(draft);
    twin.places = [...twin.places, ...draft.places];
    for (const earlier of draft.before) earlier.after.delete(draft);
    for (const later of draft.after) later.before.delete(draft);
  }
  return drafts.filter((draft) => !gone.has(draft));
}

const onlyOf = (set: ReadonlySet<Draft>): Draft | undefined => (set.size === 1 ? [...set][0] : undefined);

/** In an order in which those that are waited for come first. */
export function finish(part: Part, drafts: readonly Draft[]): readonly Unit[] {
  const first = (draft: Draft) => Math.min(...draft.places);
  const units = new Map<Draft, Unit>();
  const ending = new Map<number, Unit>();
  for (const draft of drafts.toSorted((a, b) => first(a) - first(b))) {
    const reach = draft.begins ? reachOf(part, first(draft), ending) : undefined;
    const earlier = [...draft.before].sort((a, b) => first(a) - first(b));
    const unit: Unit = {
      part: new Part(
        part.region,
        draft.places.toSorted((a, b) => a - b),
      ),
      // What lies before more ways than may be missing has settled when the count is reached.
      waitsFor: reach === undefined ? earlier.map((each) => units.get(each) as Unit) : [],
      isLast: draft.after.size === 0,
      ...(reach !== undefined && { reach }),
    };
    units.set(draft, unit);
    ending.set(Math.max(...draft.places), unit);
  }
  return [...units.values()];
}

function reachOf(part: Part, place: number, ending: ReadonlyMap<number, Unit>): UnitReach {
  const ways = part.waysInto(place).map((edge) => ({
    edge,
    unit: ending.get(part.region.place(edge.from) as number) as Unit,
  }));
  return { count: part.region.needs(part.node(place).id) ?? 1, ways };
}
