import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { BodyOf, ComputationType } from "./computation";
import type { HealthValue } from "./condition";

/** Why a condition holds for a contact, or not. */
export type Explanation = {
  /** "exported a report at least 3 times in the last 7 days" */
  text: string;
  holds: boolean;
  /** "2 of 3, the last on 12 November"; empty for groups. */
  fact: string;
  /** When it changes at the earliest if nothing is written; null if never. */
  changesAt: Date | null;
  /** The parts of a group. */
  parts: Explanation[];
};

/** Why a contact is (not) in a segment, or why it has this stage, health, score or value. */
export type ComputationExplanation = {
  computation: ComputationReference;
  /** "Yes" and "No" for segments; the stage, the health, the score or the value; empty for none. */
  result: string;
  changesAt: Date | null;
  /** One for a segment, one for each stage, "Good" and "Bad" of a health profile, one for each rule of a score. */
  parts: { name: string; holds: boolean; weight: number | null; explanation: Explanation | null }[];
};

export type ComputationReference = { id: string; type: ComputationType; kind: ContactKind; name: string };

/** A contact in lists of screens. `id` is the row id, which URLs of screens use. */
export type ContactReference = { id: string; name: string; externalId: string | null; alias: string | null };

/** A contact that entered or left a segment. */
export type SegmentHistoryRow = {
  id: string;
  at: Date;
  entered: boolean;
  /** "event <name>", "property", "membership", "segment", "created", "time" or "definition". */
  cause: string;
  contact: ContactReference;
};

/** What saving a draft would change. Estimates have an interval of 95 %; exact counts have low = count = high. */
export type Preview = {
  isExact: boolean;
  /** Contacts of the kind, and how many of them were evaluated. */
  total: number;
  evaluated: number;
  /** Contacts for which the draft holds; of a score or computed property, those with a value. */
  matching: Estimate;
  /** Against the saved version; all of the draft for a new one. */
  entering: Estimate;
  leaving: Estimate;
  /** Of a health profile or stage: how many have each result. Of a score: by tens, 0–9 … 90–100. */
  distribution: { label: string; count: Estimate }[];
  /** Of a score: for how many each rule holds. */
  rules: Estimate[];
  examples: { contact: ContactReference; holds: boolean; result: string; explanation: Explanation | null }[];
  /** Other computations that read this one, directly or not. */
  affected: ComputationReference[];
};

export type Estimate = { count: number; low: number; high: number };

/** The application of saved computations to all contacts of a kind. */
export type RunState =
  | { state: "idle" }
  | { state: "running"; done: number; total: number; startedAt: Date }
  | { state: "stopped"; done: number; total: number; failure: string };

/** A row of the lists in the settings. */
export type ComputationRow = {
  id: string;
  type: ComputationType;
  kind: ContactKind;
  name: string;
  description: string;
  position: number;
  version: number;
  propertyName: string | null;
  /** False for a segment without conditions, whose members never change. */
  isComputed: boolean;
  /** Members of a segment, contacts in a stage; null for other types. */
  count: number | null;
  usedBy: ComputationReference[];
  changedBy: string | null;
  changedAt: Date;
};

/** A row with what its list says of the body. */
export type RowWithBody<Type extends ComputationType> = ComputationRow & { body: BodyOf<Type> };

/** How many contacts have a good, normal or bad score, and how many have none. */
export type ScoreShares = Record<HealthValue | "unknown", number> & { isExact: boolean };

/** What the condition builder offers. */
export type ConditionOptions = {
  kind: ContactKind;
  timeZone: string;
  properties: {
    name: string;
    label: string;
    type: "string" | "number" | "boolean" | "date" | "list";
    source: "builtIn" | "sent" | "computed";
    group: string | null;
  }[];
  events: { name: string; label: string; group: string | null }[];
  segments: { id: string; name: string }[];
  /** Of the other kind, for conditions across kinds. */
  relatedSegments: { id: string; name: string }[];
  stages: { id: string; name: string }[];
  healthProfiles: { id: string; name: string }[];
  hasHealth: boolean;
};
