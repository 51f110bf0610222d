import type {
  ExclusionReason,
  MessageOutcome,
  MessageWarning,
  RejectionReason,
} from "@/lib/ingestion/outcomes";

/** The outcome of a message. */
export type MessageResult = {
  index: number;
  messageId: string;
  outcome: MessageOutcome;
  /** Why it was rejected or excluded. */
  reason: RejectionReason | ExclusionReason | null;
  warnings: readonly MessageWarning[];
};
