"use server";

import { headers } from "next/headers";
import { personAction, publicAction } from "@/lib/action";
import { rememberDevice } from "@/lib/auth/remember-device";
import { throttleSignUp } from "@/lib/auth/throttle";
import { getClientIp } from "@/lib/http/client-ip";
import * as deletion from "@/lib/people/deletion/mutations";
import * as mutations from "@/lib/people/mutations";
import { requireStrongPassword } from "@/lib/people/require-strong-password";
import { ChangePassword, DeleteOwnAccount, RenamePerson, SignUp } from "@/lib/people/schema";

/** Creates the account. The form then signs in with the same email and password. */
export const signUp = publicAction({
  input: SignUp,
  refresh: false,
  handler: async ({ input }) => {
    await throttleSignUp(getClientIp(await headers()));
    await requireStrongPassword(input.password, input);
    await mutations.createPerson(input);
  },
});

export const renamePerson = personAction({
  input: RenamePerson,
  handler: ({ person, input }) => mutations.renamePerson(person.id, input.name),
});

/** The new password makes this browser an unknown device, so it gets a new proof. */
export const changePassword = personAction({
  input: ChangePassword,
  handler: async ({ person, input }) => {
    await mutations.changePassword(person, input);
    await rememberDevice(person.id);
  },
});

export const deleteOwnAccount = personAction({
  input: DeleteOwnAccount,
  refresh: false,
  handler: ({ person, input }) => deletion.deleteOwnAccount(person, input),
});
