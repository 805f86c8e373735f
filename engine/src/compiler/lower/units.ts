import { Part } from "./part.js";

/** A piece of a part that can be written by itself, and the pieces that it must wait for. */
export interface Unit {
  readonly part: Part;
  readonly waitsFor: readonly Unit[];
  /** Nothing in the part waits for it. */
  readonly isLast: boolean;
}

interface Draft {
  places: number[];
  readonly before: Set<Draft>;
  readonly after: Set<Draft>;
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
    const draft: Draft = { places: [place], before: new Set(), after: new Set() };
    const sources = part.before(place);
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
    for (let next = onlyOf(draft.after); next !== undefined && next.before.size === 1; next = onlyOf(draft.after)) {
      gone.add(next);
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
  for (const draft of drafts.toSorted((a, b) => first(a) - first(b))) {
    units.set(draft, {
      part: new Part(
        part.region,
        draft.places.toSorted((a, b) => a - b),
      ),
      waitsFor: [...draft.before].sort((a, b) => first(a) - first(b)).map((earlier) => units.get(earlier) as Unit),
      isLast: draft.after.size === 0,
    });
  }
  return [...units.values()];
}
