import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
import { WorkspaceName } from "@/lib/workspaces/schema";

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
  /** Of an authenticator app, or a recovery code. Ignored for accounts without a second factor. */
  code: z.string().trim().max(40, "This is longer than a code.").optional(),
});
export type SignIn = z.infer<typeof SignIn>;

const PersonName = DisplayName(maxPersonName, {
  empty: "Enter your name.",
  tooLong: `Use ${maxPersonName} characters at most.`,
});

export const RenamePerson = z.strictObject({ name: PersonName });
export type RenamePerson = z.infer<typeof RenamePerson>;

/** The current password of the signed-in person. Empty for a person without one. */
export const CurrentPassword = z.string().max(maxPasswordLength, passwordTooLong);

/** The email as typed, to confirm. */
export const DeleteOwnAccount = z.strictObject({ email: PersonEmail, currentPassword: CurrentPassword });
export type DeleteOwnAccount = z.infer<typeof DeleteOwnAccount>;

export const ChangePassword = z.strictObject({
  currentPassword: CurrentPassword.min(1, "Enter your current password."),
  password: NewPassword,
});
export type ChangePassword = z.infer<typeof ChangePassword>;

export const SignUp = z
  .strictObject({
    name: PersonName,
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
