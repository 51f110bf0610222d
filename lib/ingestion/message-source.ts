import type { WorkspaceId } from "@/lib/auth/actor";

/** The sender of messages that the key of a request names. */
export type MessageSource = {
  workspaceId: WorkspaceId;
  /** The connector, or the application of an API key. Message ids are unique within it. */
  id: string;
  /** A browser's key is public: its messages cannot merge identified users or take another user's email. */
  type: "server" | "browser" | "application";
  /** Registrable domains of a browser connector. */
  domains: readonly string[];
  /** The users that its messages name are proven. */
  verifiesIdentities: boolean;
};
