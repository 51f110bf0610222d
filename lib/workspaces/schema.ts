import { z } from "zod";
import { isStorable, notStorable } from "@/lib/text";

export const WorkspaceName = z
  .string()
  .trim()
  .min(1, "Give the workspace a name.")
  .max(60, "A workspace's name has at most 60 characters.")
  .refine(isStorable, notStorable);

export const CreateWorkspace = z.strictObject({ name: WorkspaceName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const RenameWorkspace = z.strictObject({ name: WorkspaceName });
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;

/** For how many days calls can be kept. */
export const logRetentions = [7, 30, 90] as const;

export const LogRetention = z.strictObject({ days: z.literal(logRetentions) });
export type LogRetention = z.infer<typeof LogRetention>;
