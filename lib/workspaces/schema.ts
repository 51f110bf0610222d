import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";

const maxWorkspaceName = 60;

export const WorkspaceName = DisplayName(maxWorkspaceName, {
  empty: "Give the workspace a name.",
  tooLong: `A workspace's name has at most ${maxWorkspaceName} characters.`,
});

export const CreateWorkspace = z.strictObject({ name: WorkspaceName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const RenameWorkspace = z.strictObject({ name: WorkspaceName });
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;

/** For how many days calls can be kept. */
export const logRetentions = [7, 30, 90] as const;

export const LogRetention = z.strictObject({ days: z.literal(logRetentions) });
export type LogRetention = z.infer<typeof LogRetention>;
