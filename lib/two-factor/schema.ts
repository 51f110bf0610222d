import { z } from "zod";
import { CurrentPassword } from "@/lib/people/schema";
import { DisplayName } from "@/lib/text/display-name";
import { minute } from "@/lib/time";

/** How long a challenge, or a sign-in that waits for its second factor, can be answered. */
export const signInStateLifetime = 5 * minute;

export const recoveryCodeCount = 10;
export const maxPasskeys = 20;

const maxPasskeyName = 60;

/** A code of an authenticator app, or a recovery code. */
export const FactorCode = z.string().trim().min(1, "Enter a code.").max(40, "This is longer than a code.");

/** What a browser answers to a challenge, as JSON. SimpleWebAuthn verifies it. */
export const PasskeyAnswer = z.string().max(12_000);

export const ConfirmWithPassword = z.strictObject({ currentPassword: CurrentPassword });
export type ConfirmWithPassword = z.infer<typeof ConfirmWithPassword>;

export const ConfirmApp = z.strictObject({ code: FactorCode });
export type ConfirmApp = z.infer<typeof ConfirmApp>;

export const AddPasskey = z.strictObject({
  answer: PasskeyAnswer,
  name: DisplayName(maxPasskeyName, {
    empty: "Enter a name.",
    tooLong: `Use ${maxPasskeyName} characters at most.`,
  }),
});
export type AddPasskey = z.infer<typeof AddPasskey>;

export const RemovePasskey = z.strictObject({ id: z.string().max(1400), currentPassword: CurrentPassword });

/** What the account page shows. */
export type TwoFactorState = {
  isOn: boolean;
  hasApp: boolean;
  passkeys: { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  recoveryCodesLeft: number;
};

/** A QR code as the path of an SVG, one unit a module. */
export type QrCode = { size: number; path: string };

/** Shown once, while an authenticator app is set up. */
export type NewApp = { secret: string; qrCode: QrCode };
