import { isUniqueViolation } from "@/lib/db/errors";

/** Runs a write again while the database finds that what it chose (a slug, say) is taken. */
export async function retryWhileTaken<T>(write: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await write(attempt);
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === 4) throw error;
    }
  }
}
