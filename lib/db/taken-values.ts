import "server-only";
import { isUniqueViolation } from "@/lib/db/errors";
import { AppError } from "@/lib/errors";

/** Turns a violated unique constraint into a conflict with an issue of the field. */
export async function rejectTakenValue<Result>(
  issue: { path: string; message: string },
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", issue.message, { issues: [issue] });
  }
}
