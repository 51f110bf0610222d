import type {
  BodyOf,
  Computation,
  ComputationType,
  PropertyFormula,
} from "@/lib/computations/schema/computation";
import type {
  Condition,
  ConditionOf,
  EventFilter,
  HealthValue,
  LeafCondition,
} from "@/lib/computations/schema/condition";
import type { Window } from "@/lib/computations/schema/window";
import { countDays, findCalendar, type LocalCalendar } from "./local-calendar";
import { holdsFor, rangeOf, toInstant } from "./value-model";

export type Kind = "user" | "account";

export type ModelContact = {
  id: string;
  /** Under the names of `builtInProperties`. */
  builtIn: Record<string, unknown>;
  /** Without computed ones. */
  properties: Record<string, unknown>;
  /** When the stage last changed, which is history. */
  stageSince: string | undefined;
};

export type ModelEvent = {
  id: string;
  name: string;
  at: number;
  metadata: Record<string, unknown>;
  user: string | null;
  account: string | null;
};

/** All that computed values depend on, besides the time. */
export type World = {
  timeZone: string;
  computations: Computation[];
  contacts: Record<Kind, ModelContact[]>;
  events: ModelEvent[];
  /** Those that are not removed. */
  members: { user: string; account: string }[];
  /** Of segments without conditions. */
  fixedMembers: { segmentId: string; contactId: string }[];
};

export type ContactValues = {
  /** Ids, sorted. */
  segments: string[];
  stage: string | null;
  health: HealthValue | null;
  /** Computed ones. Absent if there is no value. */
  properties: Record<string, unknown>;
};

/** Computes every value of every contact from all there is at a time. Slow, and simple enough to be right. */
export function computeAll(world: World, now: number): Record<Kind, Map<string, ContactValues>> {
  const model = new Model(world, now);
  const ofKind = (kind: Kind) =>
    new Map(world.contacts[kind].map((contact) => [contact.id, model.computeContact(kind, contact)]));
  return { user: ofKind("user"), account: ofKind("account") };
}

/** Only segments may be without a body. */
type Listed<Type extends ComputationType> = Computation & { body: BodyOf<Type> | null };

const labels: Record<HealthValue, string> = { good: "Good", normal: "Normal", bad: "Bad" };

class Model {
  private readonly calendar: LocalCalendar;
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly world: World,
    private readonly now: number,
  ) {
    this.calendar = findCalendar(world.timeZone);
  }

  computeContact(kind: Kind, contact: ModelContact): ContactValues {
    const segments = this.list("segment", kind).filter(({ id }) => this.isMember(kind, contact, id));
    const stage = this.findStage(kind, contact);
    const health = this.findHealth(kind, contact);
    const properties: Record<string, unknown> = {};
    if (segments.length > 0) properties.segments = segments.map(({ name }) => name).toSorted();
    if (stage) properties.stage = stage.name;
    if (health) properties.health = labels[health];
    for (const type of ["score", "property"] as const)
      for (const { propertyName } of this.list(type, kind)) {
        const value = propertyName && this.findValue(kind, contact, propertyName);
        if (propertyName && value !== undefined) properties[propertyName] = value;
      }
    return {
      segments: segments.map(({ id }) => id).toSorted(),
      stage: stage?.id ?? null,
      health,
      properties,
    };
  }

  private list<Type extends ComputationType>(type: Type, kind: Kind): Listed<Type>[] {
    const found = this.world.computations.filter((one) => one.type === type && one.kind === kind);
    return found as Listed<Type>[];
  }

  private isMember(kind: Kind, contact: ModelContact, segmentId: string): boolean {
    const key = `${segmentId} ${contact.id}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const segment = this.list("segment", kind).find(({ id }) => id === segmentId);
    const body = segment?.body as BodyOf<"segment"> | null | undefined;
    const isMember = body
      ? this.holds(kind, contact, body.condition)
      : this.world.fixedMembers.some(
          (one) => one.segmentId === segmentId && one.contactId === contact.id && segment !== undefined,
        );
    this.known.set(key, isMember);
    return isMember;
  }

  /** The last stage whose condition holds. */
  private findStage(kind: Kind, contact: ModelContact): Listed<"stage"> | undefined {
    const stages = this.list("stage", kind).toSorted((one, other) => one.position - other.position);
    return stages.findLast(({ body }) => {
      const { condition } = body as BodyOf<"stage">;
      return condition === null || this.holds(kind, contact, condition);
    });
  }

  private findHealth(kind: Kind, contact: ModelContact): HealthValue | null {
    const profiles = this.list("healthProfile", kind);
    const stageBody = this.findStage(kind, contact)?.body as BodyOf<"stage"> | undefined;
    const profile =
      profiles.find(({ id }) => id === stageBody?.healthProfileId) ??
      profiles.find(({ body }) => (body as BodyOf<"healthProfile">).isDefault);
    if (!profile) return null;
    const { good, bad } = profile.body as BodyOf<"healthProfile">;
    if (this.holds(kind, contact, good)) return "good";
    return this.holds(kind, contact, bad) ? "bad" : "normal";
  }

  private findScore(kind: Kind, contact: ModelContact, { rules }: BodyOf<"score">): number | undefined {
    let [holding, counting] = [0, 0];
    for (const { weight, condition, skipUnknown } of rules) {
      const names = listPropertyNames(condition);
      if (skipUnknown && names.some((name) => this.findValue(kind, contact, name) === undefined)) continue;
      counting += weight;
      if (this.holds(kind, contact, condition)) holding += weight;
    }
    return counting === 0 ? undefined : Math.round((100 * holding) / counting);
  }

  /** The value of a property: computed, sent or built in. */
  private findValue(kind: Kind, contact: ModelContact, name: string): unknown {
    for (const { propertyName, body } of this.list("score", kind))
      if (propertyName === name) return this.findScore(kind, contact, body as BodyOf<"score">);
    for (const { propertyName, body } of this.list("property", kind))
      if (propertyName === name)
        return this.computeProperty(kind, contact, (body as BodyOf<"property">).formula);
    const stages = this.list("stage", kind).length > 0;
    if (stages && name === "stage") return this.findStage(kind, contact)?.name;
    if (stages && name === "stage_since") return contact.stageSince;
    if (this.list("healthProfile", kind).length > 0 && name === "health") {
      const health = this.findHealth(kind, contact);
      return health ? labels[health] : undefined;
    }
    if (this.list("segment", kind).length > 0 && name === "segments") {
      const segments = this.list("segment", kind).filter(({ id }) => this.isMember(kind, contact, id));
      return segments.length > 0 ? segments.map((segment) => segment.name) : undefined;
    }
    return contact.properties[name] ?? contact.builtIn[name] ?? undefined;
  }

  private computeProperty(kind: Kind, contact: ModelContact, formula: PropertyFormula): unknown {
    if (formula.function === "daysSince") {
      const at = toInstant(this.findValue(kind, contact, formula.property), this.calendar);
      if (at === undefined) return undefined;
      return countDays(this.calendar.dateOf(at), this.calendar.dateOf(this.now));
    }
    const events = this.findEvents(kind, contact, formula);
    if (formula.function === "count") return events.length;
    if (formula.function === "first" || formula.function === "last") {
      const { field, resultType } = formula;
      const values = events.map(({ at, metadata }) =>
        field === null ? new Date(at).toISOString() : toResult(metadata[field], resultType, this.calendar),
      );
      const known = values.filter((value) => value !== undefined);
      return formula.function === "first" ? known[0] : known.at(-1);
    }
    const name = formula.field ?? "";
    const values = events.map(({ metadata }) => metadata[name]).filter((value) => value !== undefined);
    if (formula.function === "distinct") return new Set(values.map((value) => JSON.stringify(value))).size;
    const numbers = values.filter((value) => typeof value === "number");
    const sum = numbers.reduce((total, value) => total + value, 0);
    if (formula.function === "sum") return sum;
    if (numbers.length === 0) return undefined;
    if (formula.function === "average") return sum / numbers.length;
    return formula.function === "min" ? Math.min(...numbers) : Math.max(...numbers);
  }

  /** The contact's events of a name within a window that pass the filters, oldest first. */
  private findEvents(
    kind: Kind,
    contact: ModelContact,
    source: { event: string; window: Window; where: EventFilter[] },
  ): ModelEvent[] {
    const { from, to } = rangeOf(source.window, this.now, this.calendar);
    return this.world.events
      .filter((event) => event[kind] === contact.id && event.name === source.event)
      .filter(({ at }) => at <= this.now && at >= from && at < to)
      .filter(({ metadata }) =>
        source.where.every(
          ({ name, test, not }) => holdsFor(metadata[name], test, this.now, this.calendar) !== not,
        ),
      )
      .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  }

  private holds(kind: Kind, contact: ModelContact, condition: Condition): boolean {
    if (condition.type !== "group") return this.leafHolds(kind, contact, condition);
    const results = condition.conditions.map((part) => this.holds(kind, contact, part));
    if (condition.match === "all") return results.every(Boolean);
    return condition.match === "any" ? results.some(Boolean) : !results.some(Boolean);
  }

  private leafHolds(kind: Kind, contact: ModelContact, leaf: LeafCondition): boolean {
    switch (leaf.type) {
      case "property": {
        const value = this.findValue(kind, contact, leaf.name);
        return holdsFor(value, leaf.test, this.now, this.calendar) !== leaf.not;
      }
      case "event": {
        const { operator, times } = leaf.count;
        const count = this.findEvents(kind, contact, leaf).length;
        if (operator === "exactly") return count === times;
        return operator === "atLeast" ? count >= times : count <= times;
      }
      case "segment":
        return this.isMember(kind, contact, leaf.segmentId) !== leaf.not;
      case "stage":
        return leaf.stageIds.includes(this.findStage(kind, contact)?.id ?? "") !== leaf.not;
      case "health": {
        const health = this.findHealth(kind, contact);
        return (health !== null && leaf.values.includes(health)) !== leaf.not;
      }
      case "related":
        return this.relatedHolds(kind, contact, leaf);
    }
  }

  private relatedHolds(
    kind: Kind,
    contact: ModelContact,
    { quantity, segmentId }: ConditionOf<"related">,
  ): boolean {
    const other = kind === "user" ? "account" : "user";
    const ids = this.world.members.filter((one) => one[kind] === contact.id).map((one) => one[other]);
    const related = this.world.contacts[other].filter(({ id }) => ids.includes(id));
    const count = related.filter((one) => this.isMember(other, one, segmentId)).length;
    switch (quantity.of) {
      case "any":
        return count > 0;
      case "all":
        return count > 0 && count === related.length;
      case "none":
        return count === 0;
      case "atLeast":
        return count >= quantity.count;
    }
  }
}

/** Undefined if the value does not have the type. */
function toResult(value: unknown, type: string, calendar: LocalCalendar): unknown {
  if (type === "date") return toInstant(value, calendar) === undefined ? undefined : value;
  return typeof value === type ? value : undefined;
}

function listPropertyNames(condition: Condition): string[] {
  if (condition.type === "group") return condition.conditions.flatMap(listPropertyNames);
  return condition.type === "property" ? [condition.name] : [];
}
