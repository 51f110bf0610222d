import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { day } from "@/lib/time";

const maxWorkspaceName = 60;

export const WorkspaceName = DisplayName(maxWorkspaceName, {
  empty: "Enter a name.",
  tooLong: `Use ${maxWorkspaceName} characters at most.`,
});

export const CreateWorkspace = z.strictObject({ name: WorkspaceName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const RenameWorkspace = z.strictObject({ name: WorkspaceName });
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;

/** The available retention periods, in days. */
export const logRetentions = [7, 30, 90] as const;

/** The available maximum lifetimes of keys, in days. Null: no limit. */
export const keyLifetimes = [null, 30, 90, 365] as const;

export const KeyLifetime = z.strictObject({ maxKeyDays: z.literal(keyLifetimes) });
export type KeyLifetime = z.infer<typeof KeyLifetime>;

/** Minutes in which a sign-in or second factor counts as recent. Null: always. */
export const proofLifetimes = [null, 5, 15, 60] as const;

export const SignInRules = z.strictObject({
  proofMinutes: z.literal(proofLifetimes),
  requiresTwoFactor: z.boolean(),
});
export type SignInRules = z.infer<typeof SignInRules>;

/** Deleted workspaces can be restored for this time, and are then purged. */
export const workspaceRestorableTime = 30 * day;

/** The name as typed, to confirm. */
export const DeleteWorkspace = z.strictObject({ name: z.string().max(200) });
export const RestoreWorkspace = z.strictObject({ slug: z.string().max(200) });

export const LogRetention = z.strictObject({ days: z.literal(logRetentions) });
export type LogRetention = z.infer<typeof LogRetention>;
