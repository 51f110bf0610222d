import { z } from "zod";
import { CurrentPassword } from "@/lib/people/schema";
import { PersonEmail } from "@/lib/text/email";
import { minute } from "@/lib/time";

export const emailChangeLifetime = 30 * minute;

export const RequestEmailChange = z.strictObject({ email: PersonEmail, currentPassword: CurrentPassword });
export type RequestEmailChange = z.infer<typeof RequestEmailChange>;

/** Longer texts are no tokens of ours. */
export const ConfirmEmailChange = z.strictObject({ token: z.string().max(200) });

/** Says why a link does not work. */
export const emailChangeProblems = {
  used: "This link was used already.",
  expired: "This link is older than 30 minutes.",
  unknown: "This link is incomplete, was cancelled, or a newer one replaced it.",
  taken: "Another account has this email.",
} as const;
export type EmailChangeProblem = keyof typeof emailChangeProblems;
