import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
import { day } from "@/lib/time";
import { WorkspaceName } from "@/lib/workspaces/schema";

/** What a session's token carries, and all it carries. The session's id tells when it began. */
export const SessionClaims = z.object({
  personId: z.string(),
  sessionVersion: z.number().int(),
  sessionId: z.ulid(),
});
export type SessionClaims = z.infer<typeof SessionClaims>;

/** So long after it began a session ends by itself. */
export const sessionLifetime = 30 * day;

export type SignedInPerson = { id: string; name: string; email: string };

export const maxPersonName = 80;

export const minPasswordLength = 10;
const maxPasswordLength = 200;
const passwordTooLong = `A password has at most ${maxPasswordLength} characters.`;

export const SignIn = z.strictObject({
  email: PersonEmail,
  password: z.string().min(1, "Write your password.").max(maxPasswordLength, passwordTooLong),
});
export type SignIn = z.infer<typeof SignIn>;

export const SignUp = z
  .strictObject({
    name: DisplayName(maxPersonName, {
      empty: "Write your name.",
      tooLong: `A name has at most ${maxPersonName} characters.`,
    }),
    email: PersonEmail,
    password: z
      .string()
      .min(minPasswordLength, `Choose a password of at least ${minPasswordLength} characters.`)
      .max(maxPasswordLength, passwordTooLong),
    /** Absent for somebody who was invited: they join a workspace rather than make one. */
    workspaceName: WorkspaceName.optional(),
  })
  .refine(({ email, password }) => password.trim().toLowerCase() !== email, {
    path: ["password"],
    message: "Choose a password that is not your address.",
  });
export type SignUp = z.infer<typeof SignUp>;
