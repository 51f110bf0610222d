"use server";

import { z } from "zod";
import { personAction, publicAction } from "@/lib/action";
import { proofThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { requirePassword } from "@/lib/people/require-password";
import * as mutations from "@/lib/two-factor/mutations";
import {
  createRegistrationOptions,
  createSignInOptions,
  verifyRegistration,
} from "@/lib/two-factor/passkeys";
import { listPasskeys } from "@/lib/two-factor/queries";
import { AddPasskey, ConfirmApp, ConfirmWithPassword, RemovePasskey } from "@/lib/two-factor/schema";
import { deleteSignInState, readChallenge, setChallenge } from "@/lib/two-factor/sign-in-state";

// Actions that show secrets do not refresh the page: that would close the dialog that shows them.

export const startApp = personAction({
  input: ConfirmWithPassword,
  refresh: false,
  handler: ({ person, input }) => mutations.startApp(person, input.currentPassword),
});

export const confirmApp = personAction({
  input: ConfirmApp,
  refresh: false,
  handler: async ({ person, input }) => {
    const refundAttempt = await proofThrottle.countAttempt(person.id);
    const recoveryCodes = await mutations.confirmApp(person, input.code);
    await refundAttempt();
    return { recoveryCodes };
  },
});

export const startPasskey = personAction({
  input: ConfirmWithPassword,
  refresh: false,
  handler: async ({ person, input }) => {
    await requirePassword(person, input.currentPassword);
    const options = await createRegistrationOptions(person, await listPasskeys(person.id));
    await setChallenge({ use: "registration", challenge: options.challenge, personId: person.id });
    return options;
  },
});

export const addPasskey = personAction({
  input: AddPasskey,
  refresh: false,
  handler: async ({ person, input: { answer, name } }) => {
    const challenge = await readChallenge("registration");
    const registration =
      challenge?.personId === person.id ? await verifyRegistration(answer, challenge.challenge) : null;
    if (!challenge || !registration)
      throw new AppError("bad_request", "The passkey was not accepted. Begin again.");
    if (!(await mutations.markChallengeUsed(challenge.challenge, new Date(challenge.expiresAt))))
      throw new AppError("conflict", "The passkey was added already. Reload the page.");
    const recoveryCodes = await mutations.addPasskey(person, { ...registration, name });
    await deleteSignInState();
    return { recoveryCodes };
  },
});

export const removeApp = personAction({
  input: ConfirmWithPassword,
  handler: ({ person, input }) => mutations.removeApp(person, input.currentPassword),
});

export const removePasskey = personAction({
  input: RemovePasskey,
  handler: ({ person, input }) => mutations.removePasskey(person, input),
});

export const regenerateRecoveryCodes = personAction({
  input: ConfirmWithPassword,
  refresh: false,
  handler: async ({ person, input }) => ({
    recoveryCodes: await mutations.regenerateRecoveryCodes(person, input.currentPassword),
  }),
});

/** Begins a sign-in with a passkey. The options name no account. */
export const createPasskeyOptions = publicAction({
  input: z.strictObject({}),
  refresh: false,
  handler: async () => {
    const options = await createSignInOptions();
    await setChallenge({ use: "sign-in", challenge: options.challenge, personId: null });
    return options;
  },
});
