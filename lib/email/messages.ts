import "server-only";
import { env } from "@/lib/env";
import { maskKey } from "@/lib/keys/mask";
import { type EmailDraft, quoteName } from "./template";

/** Each email that the product sends. */
export type EmailKind = keyof typeof messages;

type Recipient = { name: string; email: string };

const securityNotice = "You get this email because it concerns the security of your account.";

export const messages = {
  passwordReset: ({ name, email, url }: Recipient & { url: string }): EmailDraft => ({
    subject: "Choose a new password",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `A new password was requested for the account ${email}. The link works once, for 30 minutes. Until then your current password stays valid.`,
    ],
    link: { label: "Choose a new password", url },
    footnotes: [
      "If you did not request this, ignore this email: nothing changes. Do not forward it: the link gives access to your account.",
    ],
  }),

  passwordResetByProvider: ({ name, email, providers }: Recipient & { providers: string[] }): EmailDraft => ({
    subject: "Your account has no password",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `A new password was requested for the account ${email}. This account has no password: you sign in with ${formatProviders(providers)}.`,
    ],
    link: { label: "Go to sign-in", url: `${env().NEXTAUTH_URL}/sign-in` },
    footnotes: ["If you did not request this, ignore this email: nothing changes."],
  }),

  passwordChanged: ({ name, email, changedAt, keepsSession }: PasswordChanged): EmailDraft => ({
    subject: "Your password was changed",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The password of the account ${email} was changed on ${formatTime(changedAt)}. ${keepsSession ? "All other sessions" : "All sessions"} have ended: sign in again on your other devices.`,
      "If this was not you, choose a new password now, and tell the people who manage your workspaces.",
    ],
    link: { label: "Choose a new password", url: `${env().NEXTAUTH_URL}/forgot-password` },
    footnotes: [securityNotice],
  }),

  emailChange: ({ name, email, url }: Recipient & { url: string }): EmailDraft => ({
    subject: "Confirm your new email",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `${email} was entered as the new email of your account. The link works once, for 30 minutes.`,
    ],
    link: { label: "Confirm this email", url },
    footnotes: ["If you did not request this, ignore this email: nothing changes."],
  }),

  emailChangeRequested: ({ name, email, newEmail }: Recipient & { newEmail: string }): EmailDraft => ({
    subject: "A new email was requested for your account",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `${newEmail} was entered as the new email of the account ${email}. It changes when the link that was sent there is opened and confirmed.`,
      "If this was not you, choose a new password: this cancels the change and ends all sessions.",
    ],
    link: { label: "Choose a new password", url: `${env().NEXTAUTH_URL}/forgot-password` },
    footnotes: [securityNotice],
  }),

  emailChanged: ({ name, email, newEmail }: Recipient & { newEmail: string }): EmailDraft => ({
    subject: "The email of your account was changed",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The email of your account was changed from ${email} to ${newEmail}. Emails of the account now go there, and you sign in with it.`,
      "If this was not you, tell the people who manage your workspaces now.",
    ],
    footnotes: [securityNotice],
  }),

  twoFactorChanged: ({ name, email, change, isOn, time }: TwoFactorChange): EmailDraft => ({
    subject: "The two-factor sign-in of your account was changed",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `For the account ${email}, ${quoteName(change)} on ${formatTime(time)}. Two-factor sign-in is ${isOn ? "on" : "off"} now.`,
      "If this was not you, choose a new password now, and tell the people who manage your workspaces.",
    ],
    link: { label: "Choose a new password", url: `${env().NEXTAUTH_URL}/forgot-password` },
    footnotes: [securityNotice],
  }),

  wrongCodes: ({ name, email, time }: Recipient & { time: Date }): EmailDraft => ({
    subject: "Somebody may have your password",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `Until ${formatTime(time)} the right password of the account ${email} was entered ten times with a wrong code, in a browser that was not used for it before. Nobody was signed in.`,
      "If this was not you, choose a new password now: this ends all sessions.",
    ],
    link: { label: "Choose a new password", url: `${env().NEXTAUTH_URL}/forgot-password` },
    footnotes: [securityNotice],
  }),

  accountDeleted: ({ name, email }: Recipient): EmailDraft => ({
    subject: "Your account was deleted",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The account ${email} was deleted, with its sessions and memberships. Applications and keys that you created go on working.`,
      "If this was not you, tell the people who manage your workspaces now.",
    ],
    footnotes: [securityNotice],
  }),

  workspaceDeleted: ({ name, workspaceName, deletedBy, until }: WorkspaceDeletion): EmailDraft => ({
    subject: `The workspace ${quoteName(workspaceName)} was deleted`,
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `${quoteName(deletedBy)} deleted the workspace “${quoteName(workspaceName)}”. Its API keys and websites have stopped.`,
      `Each owner can restore it until ${formatTime(until)}. Then all its data is deleted.`,
    ],
    link: { label: "Restore the workspace", url: `${env().NEXTAUTH_URL}/deleted-workspaces` },
    footnotes: ["You get this email because you are an owner of this workspace."],
  }),

  newSignIn: ({ name, email, hasPassword, time, browser, ipAddress }: NewSignIn): EmailDraft => ({
    subject: "New sign-in to your account",
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The account ${email} was signed in to from a device that was not used for it before, or not for 90 days.`,
      `Time: ${formatTime(time)}`,
      `Browser: ${browser}`,
      `IP address: ${ipAddress}`,
      hasPassword
        ? "If this was you, there is nothing to do. If not, choose a new password: this ends all sessions."
        : "If this was you, there is nothing to do. If not, secure your account at the provider that you sign in with.",
    ],
    ...(hasPassword && {
      link: { label: "Choose a new password", url: `${env().NEXTAUTH_URL}/forgot-password` },
    }),
    footnotes: [securityNotice],
  }),

  invitation: ({ email, workspaceName, inviterName, role, url }: Invited): EmailDraft => ({
    subject: `${quoteName(inviterName)} invites you to ${quoteName(workspaceName)}`,
    paragraphs: [
      `${quoteName(inviterName)} invites you to join the workspace “${quoteName(workspaceName)}” as ${role}.`,
      `The link works once, for seven days, for a person who signs in with ${email}. Without an account, create one with this email.`,
    ],
    link: { label: "Open the invitation", url },
    footnotes: [
      "If you do not expect this, ignore this email: nothing changes. Do not forward it: it is an invitation for you.",
    ],
  }),

  keyExpiring: ({ name, daysLeft, ...key }: AboutKey & { daysLeft: number }): EmailDraft => ({
    subject: `The key of ${quoteName(key.applicationName)} expires ${daysLeft > 1 ? `in ${daysLeft} days` : "within a day"}`,
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The key ${maskKey(key.hint)} of the application “${quoteName(key.applicationName)}” in the workspace “${quoteName(key.workspaceName)}” expires on ${formatTime(key.expiresAt)}. Calls with it are rejected from then on.`,
      "Extend it, or regenerate it with an overlap: both keys then work until the programs have the new one.",
    ],
    link: { label: "Open the application", url: key.url },
    footnotes: [aboutKeyFootnote],
  }),

  keyExpired: ({ name, ...key }: AboutKey): EmailDraft => ({
    subject: `Calls of ${quoteName(key.applicationName)} are rejected: its key has expired`,
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The key ${maskKey(key.hint)} of the application “${quoteName(key.applicationName)}” in the workspace “${quoteName(key.workspaceName)}” expired on ${formatTime(key.expiresAt)}, and a program still calls with it. Its calls are rejected.`,
      "Extend the key, and the same key works again. Or regenerate it, and give the program the new one.",
    ],
    link: { label: "Open the application", url: key.url },
    footnotes: [aboutKeyFootnote],
  }),

  leakedKey: ({
    name,
    workspaceName,
    noun,
    applicationName,
    source,
    effect,
    url,
  }: LeakedKey): EmailDraft => ({
    subject: `The API key of ${quoteName(applicationName)} was reported as leaked`,
    paragraphs: [
      `Hello ${quoteName(name)},`,
      `The API key of the ${noun} “${quoteName(applicationName)}” in the workspace “${quoteName(workspaceName)}” was reported by ${source}. ${effect.charAt(0).toUpperCase()}${effect.slice(1)}.`,
      noun === "application"
        ? "Regenerate the key, put the new one into the programs that use it, and enable the application if it is disabled. The request log shows the calls with the key."
        : "Create another token for the programs that use it. The audit log shows the changes that were made with it.",
    ],
    link: { label: noun === "application" ? "Open the application" : "Open the management tokens", url },
    footnotes: ["You get this email because you manage the applications of this workspace."],
  }),
} satisfies Record<string, (data: never) => EmailDraft>;

/** `hint` is the last four characters of the key, and `url` is of its application. */
type AboutKey = {
  name: string;
  applicationName: string;
  workspaceName: string;
  hint: string;
  expiresAt: Date;
  url: string;
};

const aboutKeyFootnote =
  "You get this email because you own the application, or are an owner or admin of its workspace.";

/** `source` and `effect` are parts of sentences. */
type LeakedKey = {
  name: string;
  workspaceName: string;
  noun: "application" | "management token";
  applicationName: string;
  source: string;
  effect: string;
  url: string;
};

type PasswordChanged = Recipient & { changedAt: Date; keepsSession: boolean };

/** `change` is "an authenticator app was added". */
type TwoFactorChange = Recipient & { change: string; isOn: boolean; time: Date };

type WorkspaceDeletion = { name: string; workspaceName: string; deletedBy: string; until: Date };

type NewSignIn = Recipient & { hasPassword: boolean; time: Date; browser: string; ipAddress: string };

/** `role` is "a member". */
type Invited = { email: string; workspaceName: string; inviterName: string; role: string; url: string };

const providerNames: Record<string, string> = { github: "GitHub", google: "Google" };

function formatProviders(providers: string[]): string {
  const names = [...new Set(providers)].map((provider) => providerNames[provider] ?? provider);
  return names.join(" or ") || "another way of signing in";
}

/** UTC, since the reader's time zone is not known. */
function formatTime(time: Date): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(time)} UTC`;
}
