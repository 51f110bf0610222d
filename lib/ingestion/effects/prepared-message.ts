import type { PropertyChange } from "@/lib/contacts/properties/mutations";
import type {
  AccountEffect,
  ActivityEffect,
  AliasEffect,
  NoEffect,
  ReadMessage,
  UserEffect,
} from "@/lib/ingestion/message";
import type { ExclusionReason, MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";

/** The visit that an activity belongs to. */
export type VisitSource = {
  websiteId: string;
  sourceKey: string;
  channelId: string;
  campaignId: string | undefined;
};

/** An effect with the definitions that it needs. */
export type PreparedEffect =
  | { effect: UserEffect | AccountEffect; change: PropertyChange }
  | { effect: ActivityEffect; definitionId: string; visit: VisitSource | undefined }
  | { effect: AliasEffect | NoEffect };

/** The state of a message before the transaction: its effect, or an outcome without one. */
export type PreparedMessage = {
  message: ReadMessage;
  warnings: readonly MessageWarning[];
} & (
  | { prepared: PreparedEffect; outcome?: never; reason?: never }
  | { prepared?: never; outcome: "rejected"; reason: RejectionReason }
  | { prepared?: never; outcome: "excluded"; reason: ExclusionReason }
  | { prepared?: never; outcome: "duplicate"; reason: null }
);
