import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
import { day } from "@/lib/time";
import { WorkspaceName } from "@/lib/workspaces/schema";

/** The claims of a session token. The session id is a ULID, so it contains the start time. */
export const SessionClaims = z.object({
  personId: z.string(),
  sessionVersion: z.number().int(),
  sessionId: z.ulid(),
});
export type SessionClaims = z.infer<typeof SessionClaims>;

/** Absolute lifetime of a session. */
export const sessionLifetime = 30 * day;

export type SignedInPerson = { id: string; name: string; email: string };

export const maxPersonName = 80;

export const minPasswordLength = 10;
const maxPasswordLength = 200;
const passwordTooLong = `Use ${maxPasswordLength} characters at most.`;

export const NewPassword = z
  .string()
  .min(minPasswordLength, `Use at least ${minPasswordLength} characters.`)
  .max(maxPasswordLength, passwordTooLong);

export const SignIn = z.strictObject({
  email: PersonEmail,
  password: z.string().min(1, "Enter your password.").max(maxPasswordLength, passwordTooLong),
});
export type SignIn = z.infer<typeof SignIn>;

export const SignUp = z
  .strictObject({
    name: DisplayName(maxPersonName, {
      empty: "Enter your name.",
      tooLong: `Use ${maxPersonName} characters at most.`,
    }),
    email: PersonEmail,
    password: NewPassword,
    /** Missing for an invited person, who joins an existing workspace. */
    workspaceName: WorkspaceName.optional(),
  })
  .refine(({ email, password }) => password.trim().toLowerCase() !== email, {
    path: ["password"],
    message: "Choose a password other than your email.",
  });
export type SignUp = z.infer<typeof SignUp>;
