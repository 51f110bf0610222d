import { z } from "zod";
import { type ManagementPermission, managementPermissionIds } from "@/lib/auth/permissions";
import { Expiry } from "@/lib/keys/lifetime";
import { DisplayName } from "@/lib/text/display-name";

export const tokenScopes = ["read", "write"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Write includes read. */
export const permissionsByScope: Record<TokenScope, readonly ManagementPermission[]> = {
  read: ["ReadApplications"],
  write: managementPermissionIds,
};

/** A token always expires. */
const TokenExpiry = Expiry.refine((expiry) => expiry !== "never", "Choose when the token expires.");

export const NewToken = z.strictObject({
  name: DisplayName(80, { empty: "Enter a name.", tooLong: "Use 80 characters at most." }),
  scope: z.enum(tokenScopes),
  expiry: TokenExpiry,
});
export type NewToken = z.infer<typeof NewToken>;

export const TokenReference = z.strictObject({ id: z.ulid() });

export const TokenToRegenerate = TokenReference.extend({ keyId: z.ulid(), expiry: TokenExpiry });
export type TokenToRegenerate = z.infer<typeof TokenToRegenerate>;

export type TokenRow = {
  id: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  createdBy: string | null;
  lastUsedAt: Date | null;
  key: { id: string; hint: string; expiresAt: Date | null };
};
