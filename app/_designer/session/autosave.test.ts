import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renameWorkflow } from "../document/commands/rename-workflow";
import { sampleDocument } from "../document/test-documents";
import {
  createAutosave,
  type DraftShelf,
  type SaveOutcome,
  type SavePort,
  type ShelvedDraft,
  type Stored,
} from "./autosave";

/** A server that can be unreachable, and loses an answer when told to. */
interface FakeServer {
  stored: Stored;
  isUp: boolean;
  losesAnswers: boolean;
  saves: number;
  readonly port: SavePort;
}

function fakeServer(stored: Stored): FakeServer {
  const server: FakeServer = {
    stored,
    isUp: true,
    losesAnswers: false,
    saves: 0,
    port: {
      save: async (document, expectedRevision): Promise<SaveOutcome> => {
        if (!server.isUp) return { kind: "unreachable" };
        if (expectedRevision !== server.stored.revision) return { kind: "conflict" };
        server.saves++;
        server.stored = { revision: expectedRevision + 1, document };
        return server.losesAnswers ? { kind: "unreachable" } : { kind: "saved", revision: server.stored.revision };
      },
      load: async () => (server.isUp ? server.stored : undefined),
    },
  };
  return server;
}

function fakeShelf() {
  const shelf: DraftShelf & { draft: ShelvedDraft | undefined } = {
    draft: undefined,
    write: (draft) => {
      shelf.draft = draft;
      return true;
    },
    clear: () => {
      shelf.draft = undefined;
    },
  };
  return shelf;
}

const first: Stored = { revision: 1, document: sampleDocument() };
const named = (name: string) => renameWorkflow(first.document, name);

describe("autosave", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("saves once after a burst of edits", async () => {
    const server = fakeServer(first);
    const autosave = createAutosave({ stored: first, port: server.port, shelf: fakeShelf() });
    autosave.changed(named("A"));
    autosave.changed(named("B"));
    expect(autosave.getState()).toEqual({ kind: "saving", edits: 2 });
    await vi.advanceTimersByTimeAsync(700);
    expect(server.saves).toBe(1);
    expect(server.stored.document.graph.name).toBe("B");
    expect(autosave.getState()).toEqual({ kind: "saved" });
  });

  it("keeps edits on the shelf while the server is down, and saves them when it is back", async () => {
    const server = fakeServer(first);
    const shelf = fakeShelf();
    const autosave = createAutosave({ stored: first, port: server.port, shelf });
    server.isUp = false;
    autosave.changed(named("A"));
    await vi.advanceTimersByTimeAsync(700);
    autosave.changed(named("B"));
    expect(autosave.getState()).toEqual({ kind: "offline", edits: 2, isShelved: true });
    expect(shelf.draft).toMatchObject({ baseRevision: 1, edits: 2 });
    server.isUp = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.stored.document.graph.name).toBe("B");
    expect(autosave.getState()).toEqual({ kind: "saved" });
    expect(shelf.draft).toBeUndefined();
  });

  it("goes on with what a closed tab left", async () => {
    const server = fakeServer(first);
    const unsaved = { baseRevision: 1, edits: 3, document: named("Left") };
    const autosave = createAutosave({ stored: first, unsaved, port: server.port, shelf: fakeShelf() });
    await vi.advanceTimersByTimeAsync(10);
    expect(server.stored.document.graph.name).toBe("Left");
    expect(autosave.getState()).toEqual({ kind: "saved" });
  });

  it("asks when someone else saved, and keeps mine on request", async () => {
    const server = fakeServer(first);
    const autosave = createAutosave({ stored: first, port: server.port, shelf: fakeShelf() });
    server.stored = { revision: 2, document: named("Theirs") };
    autosave.changed(named("Mine"));
    await vi.advanceTimersByTimeAsync(700);
    expect(autosave.getState()).toMatchObject({ kind: "conflict", edits: 1, theirs: { revision: 2 } });
    autosave.keepMine();
    await vi.advanceTimersByTimeAsync(10);
    expect(server.stored).toMatchObject({ revision: 3, document: { graph: { name: "Mine" } } });
  });

  it("gives theirs on request, and forgets mine", async () => {
    const server = fakeServer(first);
    const shelf = fakeShelf();
    const autosave = createAutosave({ stored: first, port: server.port, shelf });
    server.stored = { revision: 2, document: named("Theirs") };
    autosave.changed(named("Mine"));
    await vi.advanceTimersByTimeAsync(700);
    expect(autosave.loadTheirs()?.graph.name).toBe("Theirs");
    expect(shelf.draft).toBeUndefined();
    autosave.changed(named("Next"));
    await vi.advanceTimersByTimeAsync(700);
    expect(server.stored).toMatchObject({ revision: 3, document: { graph: { name: "Next" } } });
  });

  it("takes a save whose answer was lost for the save that it was", async () => {
    const server = fakeServer(first);
    const autosave = createAutosave({ stored: first, port: server.port, shelf: fakeShelf() });
    server.losesAnswers = true;
    autosave.changed(named("Mine"));
    await vi.advanceTimersByTimeAsync(700);
    expect(autosave.getState().kind).toBe("offline");
    server.losesAnswers = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(autosave.getState()).toEqual({ kind: "saved" });
    expect(server.saves).toBe(1);
  });

  it("flushes on request, and says whether that worked", async () => {
    const server = fakeServer(first);
    const autosave = createAutosave({ stored: first, port: server.port, shelf: fakeShelf() });
    autosave.changed(named("A"));
    expect(await autosave.flush()).toBe(true);
    server.isUp = false;
    autosave.changed(named("B"));
    expect(await autosave.flush()).toBe(false);
  });
});
