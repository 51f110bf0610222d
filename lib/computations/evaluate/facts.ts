import type { HealthValue } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";

/** The answer to a measure. All times in milliseconds. */
export type MeasureFact = {
  count: number;
  /** Of the counted events. */
  oldest: number | null;
  newest: number | null;
  /** The first event after the window that it can still let in; null where `ContactFacts.nextEventAt` says it. */
  next: number | null;
  /** Of a formula over metadata. */
  value?: PropertyValue | undefined;
};

/** What evaluation reads of one contact. */
export type ContactFacts = {
  id: string;
  externalId: string | null;
  /** The email of a user, the domain of an account. */
  alias: string | null;
  properties: Readonly<Record<string, PropertyValue>>;
  firstSeenAt: number;
  lastSeenAt: number;
  /** The results so far. */
  segmentIds: ReadonlySet<string>;
  hasState: boolean;
  stageId: string | null;
  health: HealthValue | null;
  /** Infinity for never. */
  dueAt: number;
  /** By position in `Plan.measures`; absent without events. */
  measures: (MeasureFact | undefined)[];
  /** By position in `Plan.relatedSegments`: related contacts, and how many of them are in the segment. */
  related: { total: number; inside: number }[];
  /** The first event in the future, or an earlier one that no measure counts; Infinity without one. */
  nextEventAt: number;
};
