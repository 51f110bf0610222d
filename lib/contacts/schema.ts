/** A contact is a user or an account of the workspace's own product. */
export type ContactKind = "user" | "account";
