import type { Packet } from "../host/log-links.js";
import type { Chance } from "./chance.js";
import type { Tally } from "./tally.js";
import type { Life, World } from "./world.js";

/** How badly the way between two logs behaves while faults last. */
export interface NetworkTemper {
  readonly delayMs: number;
  readonly loses: number;
  readonly repeats: number;
  /** How often a way is closed for a while when something is sent on it. */
  readonly closes: number;
}

interface Way {
  /** What was sent later arrives later. */
  clearAtMs: number;
  closedUntilMs: number;
}

/** The ways between the threads of one process: packets are lost, repeated and late, and never overtake each other. */
export class Network {
  private readonly ways = new Map<string, Way>();

  constructor(
    private readonly parts: {
      readonly world: World;
      readonly life: Life;
      readonly chance: Chance;
      readonly tally: Tally;
      readonly temper: () => NetworkTemper;
      /** False when nobody is there to hear it. */
      readonly deliver: (from: number, to: number, packet: Packet) => boolean;
    },
  ) {}

  send(from: number, to: number, packet: Packet): void {
    const { world, chance, tally } = this.parts;
    const { loses, repeats, closes } = this.parts.temper();
    const name = `${from}>${to}`;
    const way = this.ways.get(name) ?? { clearAtMs: 0, closedUntilMs: 0 };
    this.ways.set(name, way);
    tally.packets += 1;
    if (chance.happens(closes)) way.closedUntilMs = world.nowMs + chance.spread(1_500);
    if (world.nowMs < way.closedUntilMs || chance.happens(loses)) {
      tally.packetsLost += 1;
      return;
    }
    this.arriveLater(from, to, packet, way);
    if (!chance.happens(repeats)) return;
    tally.packetsRepeated += 1;
    this.arriveLater(from, to, packet, way);
  }

  private arriveLater(from: number, to: number, packet: Packet, way: Way): void {
    const { world, life, chance, tally, deliver } = this.parts;
    way.clearAtMs = Math.max(way.clearAtMs, world.nowMs + chance.spread(this.parts.temper().delayMs));
    if (way.clearAtMs - world.nowMs > 50) tally.packetsLate += 1;
    life.after(way.clearAtMs - world.nowMs, () => {
      if (!deliver(from, to, packet)) tally.packetsToTheDead += 1;
    });
  }
}
