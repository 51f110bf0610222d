"use server";

import { headers } from "next/headers";
import { after } from "next/server";
import { publicAction } from "@/lib/action";
import { rememberDevice } from "@/lib/auth/remember-device";
import { resetThrottle } from "@/lib/auth/throttle";
import { isEmailConfigured } from "@/lib/email/settings";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import { logger } from "@/lib/logger";
import * as mutations from "./mutations";
import { findPasswordReset } from "./queries";
import { InspectPasswordReset, RequestPasswordReset, ResetPassword } from "./schema";

/** Looks up the email only after the response, whose content and time then cannot reveal which emails have accounts. */
export const requestPasswordReset = publicAction({
  input: RequestPasswordReset,
  refresh: false,
  handler: async ({ input: { email } }) => {
    if (!isEmailConfigured()) throw new AppError("unavailable", "This installation sends no email.");
    await resetThrottle.countRequest(email, getClientIp(await headers()));
    after(() =>
      mutations
        .requestPasswordReset(email)
        .catch((error) => logger.error({ err: error }, "An email for a forgotten password was not queued.")),
    );
  },
});

/** Returns why the link does not work, or whose password it changes. */
export const inspectPasswordReset = publicAction({
  input: InspectPasswordReset,
  refresh: false,
  handler: async ({ input }) => {
    const { problem, person } = await findPasswordReset(input.token);
    return person ? { problem: null, name: person.name, email: person.email } : { problem };
  },
});

/** The form then signs in with the new password. This browser becomes a known device: its person can read their mail. */
export const resetPassword = publicAction({
  input: ResetPassword,
  refresh: false,
  handler: async ({ input }) => {
    const { personId, email } = await mutations.resetPassword(input);
    await rememberDevice(personId);
    return { email };
  },
});
