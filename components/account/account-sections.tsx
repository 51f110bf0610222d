import { UnsavedChanges } from "@/components/forms/unsaved-changes";
import { isEmailConfigured } from "@/lib/email/settings";
import { getAccount } from "@/lib/people/queries";
import { listSessions } from "@/lib/sessions/queries";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { getTwoFactorState } from "@/lib/two-factor/queries";
import { listOnlyOwned } from "@/lib/workspaces/deletion/queries";
import { DeleteAccountCard } from "./delete-account-card";
import { PasswordForm } from "./password-form";
import { ProfileForm } from "./profile-form";
import { SessionList } from "./session-list";
import { TwoFactorCard } from "./two-factor-card";

/** For people who need a second factor before they may do anything else. */
export async function TwoFactorSection({ person }: { person: SignedInPerson }) {
  const [account, twoFactor] = await Promise.all([getAccount(person.id), getTwoFactorState(person.id)]);
  return <TwoFactorCard state={twoFactor} hasPassword={account.hasPassword} />;
}

/** All of a person's own settings. */
export async function AccountSections({ person }: { person: SignedInPerson }) {
  const [account, twoFactor, sessions, onlyOwned] = await Promise.all([
    getAccount(person.id),
    getTwoFactorState(person.id),
    listSessions(person),
    listOnlyOwned(person.id),
  ]);
  return (
    <UnsavedChanges>
      <div className="flex flex-col gap-6">
        <ProfileForm account={account} sendsEmail={isEmailConfigured()} />
        <PasswordForm account={account} />
        <TwoFactorCard state={twoFactor} hasPassword={account.hasPassword} />
        <SessionList sessions={sessions} />
        <DeleteAccountCard email={account.email} hasPassword={account.hasPassword} onlyOwned={onlyOwned} />
      </div>
    </UnsavedChanges>
  );
}
