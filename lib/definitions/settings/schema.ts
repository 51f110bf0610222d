import { z } from "zod";
import type { ComputationReference } from "@/lib/computations/schema/explanation";
import type { PropertyType } from "@/lib/contacts/schema/property";
import { DisplayName } from "@/lib/text/display-name";
import { Text } from "@/lib/text/text";

/** What the settings edit: the names that a workspace sends. */
export const editedKinds = ["event", "user", "account"] as const;
export type EditedKind = (typeof editedKinds)[number];

const maxLabel = 80;
const maxGroupName = 60;
export const maxDescription = 500;

export const DefinitionReference = z.strictObject({
  kind: z.enum(editedKinds),
  /** Names of events are longer than those of properties. */
  name: Text(1, 255),
});
export type DefinitionReference = z.infer<typeof DefinitionReference>;

const Label = DisplayName(maxLabel, {
  empty: "Enter a label.",
  tooLong: `Use ${maxLabel} characters at most.`,
});

const GroupName = DisplayName(maxGroupName, { tooLong: `Use ${maxGroupName} characters at most.` });

/** An empty group name removes the definition from its group. A new name creates a group. */
export const DefinitionValues = z.strictObject({
  label: Label,
  description: Text(0, maxDescription),
  group: GroupName,
});
export type DefinitionValues = z.infer<typeof DefinitionValues>;

/** `from` has the values that the edit started from, to detect a conflict. */
export const DefinitionEdit = DefinitionValues.extend({
  ...DefinitionReference.shape,
  from: z.strictObject({ label: z.string(), description: z.string(), group: z.string() }),
});
export type DefinitionEdit = z.infer<typeof DefinitionEdit>;

export const DefinitionArchive = DefinitionReference.extend({ isArchived: z.boolean() });
export type DefinitionArchive = z.infer<typeof DefinitionArchive>;

type SettingsRow = {
  name: string;
  label: string;
  description: string;
  group: string | null;
  isArchived: boolean;
  usedBy: ComputationReference[];
};

export type PropertyRow = SettingsRow & {
  type: PropertyType;
  source: "sent" | "builtIn" | "computed";
  /** Share of the contacts that have a value, from 0 to 1. */
  fillRate: number;
};

export type PropertySettings = {
  rows: PropertyRow[];
  /** Contacts that the fill rate is taken of, and whether these are all. */
  sampled: number;
  isSample: boolean;
};

export type EventRow = SettingsRow & {
  id: string;
  /** Received in the counted time. */
  volume: number;
  /** The last one received in the counted time. */
  lastAt: Date | null;
  /** When its first event was received. */
  firstAt: Date;
};

export type EventSettings = {
  rows: EventRow[];
  /** Events are counted since this time: 30 days, or less where there are too many. */
  since: Date;
  isComplete: boolean;
};

export const volumeDays = 30;
