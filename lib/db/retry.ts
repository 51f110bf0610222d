import { isUniqueViolation } from "@/lib/db/errors";

type RetryOptions = { maxAttempts: number; isRetryable: (error: unknown) => boolean };

/** Repeats work without a pause while its error is retryable. The work gets the number of earlier attempts. */
export async function retry<Result>(
  work: (attempt: number) => Promise<Result>,
  { maxAttempts, isRetryable }: RetryOptions,
): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt + 1 >= maxAttempts || !isRetryable(error)) throw error;
    }
  }
}

/** Retries a write that chose a value, such as a slug, which another transaction took first. */
export function retryOnUniqueViolation<Result>(work: (attempt: number) => Promise<Result>): Promise<Result> {
  return retry(work, { maxAttempts: 5, isRetryable: isUniqueViolation });
}
