import type { AccountIdentification } from "@/lib/contacts/schema/account";
import type { SentProperties } from "@/lib/contacts/schema/property";
import type { UserIdentification } from "@/lib/contacts/schema/user";
import type { ExclusionReason, MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";
import type { LandingPage } from "@/lib/visits/source";

export const messageTypes = ["identify", "group", "track", "page", "screen", "alias"] as const;
export type MessageType = (typeof messageTypes)[number];

/** A message as the lists show it. Texts are storable and bounded, but not redacted. */
export type MessageSummary = {
  /** As sent; a hash of a long one; created if the message has none. */
  messageId: string;
  /** Empty if the message names none that exists. */
  type: MessageType | "";
  /** The event, page, screen or group. */
  name: string;
  /** The user id, or else the anonymous id. */
  subject: string;
  /** "analytics-node 3.1.0". */
  library: string;
};

/** A message that has been read: its effect, or the reason for which it has none. */
export type ReadMessage = MessageSummary & {
  /** Its position in the request. */
  index: number;
  /** Its JSON as sent. */
  payload: string;
  warnings: MessageWarning[];
} & (
    | { effect: Effect; rejection?: never; exclusion?: never }
    | { effect?: never; rejection: RejectionReason; exclusion?: never }
    | { effect?: never; rejection?: never; exclusion: ExclusionReason }
  );

/** The change that a message makes. Its values are validated, but not compared with the types of existing properties. */
export type Effect = UserEffect | AccountEffect | ActivityEffect | AliasEffect | NoEffect;

/** identify */
export type UserEffect = {
  type: "user";
  user: UserIdentification;
  traits: SentProperties;
  /** The anonymous id, whose activity becomes the user's. */
  deviceId: string | undefined;
};

/** group */
export type AccountEffect = {
  type: "account";
  account: AccountIdentification;
  traits: SentProperties;
  /** Becomes a member. */
  user: UserIdentification | undefined;
  /** Its user becomes a member if the message names no user. */
  deviceId: string | undefined;
};

/** track, page and screen */
export type ActivityEffect = {
  type: "activity";
  /** The name of the event: "page viewed" for a page. */
  name: string;
  metadata: ReadonlyMap<string, string | number | boolean>;
  time: Date;
  /** False: the user was not there (`context.active`), so "last seen" stays. */
  isActive: boolean;
  user: UserIdentification | undefined;
  /** The anonymous id. The event belongs to its user if the message names none. */
  deviceId: string | undefined;
  account: AccountIdentification | undefined;
  /** The page of the activity, for visits and their sources. */
  page: LandingPage | undefined;
};

export type AliasEffect = { type: "alias"; previousId: string; userId: string };

/** An accepted message that changes nothing, such as anonymous traits. */
export type NoEffect = { type: "none" };
