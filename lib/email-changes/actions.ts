"use server";

import { after } from "next/server";
import { z } from "zod";
import { personAction, publicAction } from "@/lib/action";
import { logger } from "@/lib/logger";
import * as mutations from "./mutations";
import { findEmailChange } from "./queries";
import { ConfirmEmailChange, RequestEmailChange } from "./schema";

/** Looks up the new email only after the response, which then cannot reveal whether it has an account. */
export const requestEmailChange = personAction({
  input: RequestEmailChange,
  handler: async ({ person, input }) => {
    const token = await mutations.requestEmailChange(person, input);
    after(() =>
      mutations
        .sendEmailChange(person, input.email, token)
        .catch((error) => logger.error({ err: error }, "An email with a link to confirm was not queued.")),
    );
  },
});

export const cancelEmailChange = personAction({
  input: z.strictObject({}),
  handler: ({ person }) => mutations.cancelEmailChange(person.id),
});

/** Returns why the link does not work, or which email it confirms. Opening the link changes nothing. */
export const inspectEmailChange = publicAction({
  input: ConfirmEmailChange,
  refresh: false,
  handler: async ({ input }) => {
    const { problem, change } = await findEmailChange(input.token);
    return change ? { problem: null, email: change.email } : { problem };
  },
});

/** Needs no session: the link may be opened on another device. */
export const confirmEmailChange = publicAction({
  input: ConfirmEmailChange,
  refresh: false,
  handler: ({ input }) => mutations.confirmEmailChange(input.token),
});
