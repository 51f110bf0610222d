import { expect } from "vitest";
import { sentProperties } from "./computation-drafts";
import { type ContactValues, computeAll, type Kind, type World } from "./computation-model";
import { readWorld, type StoredChange, type StoredContact } from "./computation-world";
import { findCalendar } from "./local-calendar";
import { toInstant } from "./value-model";

const hour = 3_600_000;
const kinds = ["user", "account"] as const;

/** Expects every stored value, the history and the next changes to be those of the model. */
export async function expectComputed(workspaceId: string, now: number): Promise<void> {
  const { world, stored, changes } = await readWorld(workspaceId, sentProperties);
  const values = computeAll(world, now);
  for (const kind of kinds) {
    const expected = [...values[kind]].map(([id, one]) => ({ id, ...one }));
    const found = [...stored[kind]].map(([id, { dueAt: _, ...one }]) => ({ id, ...withoutSince(one) }));
    expect(found, `${kind}s at ${new Date(now).toISOString()} in ${world.timeZone}`).toEqual(expected);
    for (const [id, { stage, properties }] of stored[kind])
      expect(typeof properties.stage_since, id).toBe(stage === null ? "undefined" : "string");
  }
  expectHistory(world, values, changes);
  expectDue(world, stored, now, values);
}

function withoutSince({
  properties: { stage_since: _, ...properties },
  ...contact
}: Omit<StoredContact, "dueAt">) {
  return { ...contact, properties };
}

/** The changes of a contact lead to its segments, stage and health. */
function expectHistory(
  { computations }: World,
  values: Record<Kind, Map<string, ContactValues>>,
  changes: StoredChange[],
): void {
  const labels = { good: "Good", normal: "Normal", bad: "Bad" };
  const existing = new Map(computations.filter(({ body }) => body !== null).map((one) => [one.id, one]));
  for (const kind of kinds)
    for (const [id, { segments, stage, health }] of values[kind]) {
      const own = changes.filter((change) => change.kind === kind && change.contactId === id);
      const inside = new Set<string>();
      let [lastStage, lastHealth] = ["", ""];
      for (const change of own) {
        if (change.type === "segment") {
          expect(inside.has(change.computationId), JSON.stringify(own)).toBe(!change.entered);
          if (change.entered) inside.add(change.computationId);
          else inside.delete(change.computationId);
        } else if (change.type === "stage") {
          expect(change.previous).toBe(lastStage);
          lastStage = change.name;
          if (change.name !== "") expect(change.computationId).not.toBe("");
        } else {
          expect(change.previous).toBe(lastHealth);
          lastHealth = change.name;
        }
      }
      expect([...inside].filter((one) => existing.has(one)).toSorted(), JSON.stringify(own)).toEqual(
        segments.filter((one) => existing.has(one)),
      );
      const stageChange = own.findLast(({ type }) => type === "stage");
      expect(stageChange?.computationId ?? "").toBe(stage ?? "");
      expect(lastHealth).toBe(health === null ? "" : labels[health]);
    }
}

/** No contact changes before it is due. */
function expectDue(
  world: World,
  stored: Record<Kind, Map<string, StoredContact>>,
  now: number,
  values: Record<Kind, Map<string, ContactValues>>,
): void {
  const relates = JSON.stringify(world.computations).includes('"type":"related"');
  for (const instant of listInstants(world, now)) {
    const later = computeAll(world, instant);
    for (const kind of kinds)
      for (const [id, { dueAt }] of stored[kind]) {
        // Where contacts depend on others, the first of them to change is due.
        const due = relates ? findFirstDue(stored) : (dueAt ?? Number.POSITIVE_INFINITY);
        if (due <= instant) continue;
        const at = `${kind} ${id} at ${new Date(instant).toISOString()}, due ${dueAt && new Date(dueAt).toISOString()}`;
        expect(later[kind].get(id), at).toEqual(values[kind].get(id));
      }
  }
}

function findFirstDue(stored: Record<Kind, Map<string, StoredContact>>): number {
  const all = kinds.flatMap((kind) => [...stored[kind].values()]);
  return Math.min(...all.map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY));
}

/** Instants after `now` at which values may change: midnights, events, ends of windows, and those a millisecond later. */
function listInstants({ timeZone, computations, events }: World, now: number): number[] {
  const calendar = findCalendar(timeZone);
  const instants = new Set<number>();
  for (let days = 1; days <= 20; days += 1) instants.add(calendar.startOfDay(now, days));
  const text = JSON.stringify(computations);
  const hours = [...text.matchAll(/"hours":(\d+)/g)].map(([, count]) => Number(count));
  for (const { at } of events)
    for (const length of [0, ...hours]) for (const after of [0, 1]) instants.add(at + length * hour + after);
  for (const [, , date] of text.matchAll(/"(from|to|value)":"(\d{4}-[^"]+)"/g))
    instants.add(toInstant(date, calendar) ?? now);
  return [...instants].filter((instant) => instant > now).toSorted((one, other) => one - other);
}
