import { z } from "zod";
import { NewPassword } from "@/lib/people/schema";
import { PersonEmail } from "@/lib/text/email";
import { minute } from "@/lib/time";

export const passwordResetLifetime = 30 * minute;

export const RequestPasswordReset = z.strictObject({ email: PersonEmail });
export type RequestPasswordReset = z.infer<typeof RequestPasswordReset>;

/** Longer texts are no tokens of ours. */
const Token = z.string().max(200);

export const InspectPasswordReset = z.strictObject({ token: Token });

export const ResetPassword = z.strictObject({ token: Token, password: NewPassword });
export type ResetPassword = z.infer<typeof ResetPassword>;

/** Says why a link does not work, on the page and for a rejected form. */
export const linkProblems = {
  used: "This link was used already. The password that was chosen with it is valid.",
  expired: "This link is older than 30 minutes.",
  unknown: "This link is incomplete, or a newer one replaced it.",
} as const;
export type LinkProblem = keyof typeof linkProblems;
