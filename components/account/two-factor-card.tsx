"use client";

import { Fingerprint, KeyRound, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Card } from "@/components/ui/layout/card";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { regenerateRecoveryCodes, removeApp, removePasskey } from "@/lib/two-factor/actions";
import { recoveryCodeCount, type TwoFactorState } from "@/lib/two-factor/schema";
import { AppDialog } from "./app-dialog";
import { PasskeyDialog } from "./passkey-dialog";
import { PasswordDialog } from "./password-dialog";
import { RecoveryCodesDialog } from "./recovery-codes-dialog";

type Act = "add app" | "add passkey" | "remove app" | "regenerate codes" | { passkey: string; name: string };

interface TwoFactorCardProps {
  state: TwoFactorState;
  hasPassword: boolean;
}

export function TwoFactorCard({ state, hasPassword }: TwoFactorCardProps) {
  const router = useRouter();
  const [act, setAct] = useState<Act | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const { isOn, hasApp, passkeys, recoveryCodesLeft } = state;
  const isLast = passkeys.length + Number(hasApp) === 1;
  const close = () => setAct(null);
  const finish = (recoveryCodes: string[] | null) => {
    close();
    // Refreshing closes no dialog: this component keeps its state.
    router.refresh();
    setCodes(recoveryCodes);
  };
  const removal = isLast
    ? "This turns two-factor sign-in off, and your recovery codes stop working."
    : "Your other factors stay.";
  return (
    <Card
      aria-label="Two-factor sign-in"
      title={
        <span className="flex items-center gap-2">
          Two-factor sign-in
          <Badge tone={isOn ? "positive" : "neutral"}>{isOn ? "On" : "Off"}</Badge>
        </span>
      }
      description="Besides your password, signing in takes a code of your phone or a passkey. A passkey with a PIN or fingerprint signs in alone."
    >
      <ul className="-my-3 divide-y">
        <Factor
          icon={<Smartphone />}
          name="Authenticator app"
          detail={hasApp ? "Shows a code every 30 seconds." : "An app on your phone that shows codes."}
          action={
            hasApp ? (
              <Button aria-label="Remove the authenticator app" onClick={() => setAct("remove app")}>
                Remove
              </Button>
            ) : (
              <Button onClick={() => setAct("add app")}>Set up app</Button>
            )
          }
        />
        {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
          <Factor
            key={id}
            icon={<Fingerprint />}
            name={name}
            detail={
              <>
                Passkey, added <RelativeTime value={createdAt} />.{" "}
                {lastUsedAt ? (
                  <>
                    Last used <RelativeTime value={lastUsedAt} />.
                  </>
                ) : (
                  "Never used."
                )}
              </>
            }
            action={
              <Button aria-label={`Remove the passkey ${name}`} onClick={() => setAct({ passkey: id, name })}>
                Remove
              </Button>
            }
          />
        ))}
        <Factor
          icon={<Fingerprint />}
          name={passkeys.length > 0 ? "Another passkey" : "Passkey"}
          detail="Your fingerprint, face or screen lock, or a security key."
          action={<Button onClick={() => setAct("add passkey")}>Add passkey</Button>}
        />
        {isOn && (
          <Factor
            icon={<KeyRound />}
            name="Recovery codes"
            detail={`${recoveryCodesLeft} of ${recoveryCodeCount} left. Each replaces the second factor once.`}
            action={<Button onClick={() => setAct("regenerate codes")}>Replace codes</Button>}
          />
        )}
      </ul>
      {isOn && recoveryCodesLeft < 3 && (
        <Alert tone="warning" className="mt-6">
          Few recovery codes are left. Replace them before you need them.
        </Alert>
      )}
      {act === "add app" && <AppDialog hasPassword={hasPassword} onClose={close} onAdded={finish} />}
      {act === "add passkey" && <PasskeyDialog hasPassword={hasPassword} onClose={close} onAdded={finish} />}
      {act === "remove app" && (
        <PasswordDialog
          title="Remove the authenticator app?"
          description={removal}
          confirmLabel="Remove app"
          pendingLabel="Removing…"
          hasPassword={hasPassword}
          submit={removeApp}
          onClose={close}
          onDone={close}
        />
      )}
      {act === "regenerate codes" && (
        <PasswordDialog
          title="Replace the recovery codes?"
          description="The present codes stop working. The new ones are shown once."
          confirmLabel="Replace codes"
          pendingLabel="Replacing…"
          hasPassword={hasPassword}
          submit={regenerateRecoveryCodes}
          onClose={close}
          onDone={({ recoveryCodes }) => finish(recoveryCodes)}
        />
      )}
      {act !== null && typeof act === "object" && (
        <PasswordDialog
          title={`Remove the passkey ${act.name}?`}
          description={`${removal} Delete it on the device too.`}
          confirmLabel="Remove passkey"
          pendingLabel="Removing…"
          hasPassword={hasPassword}
          submit={(input) => removePasskey({ ...input, id: act.passkey })}
          onClose={close}
          onDone={close}
        />
      )}
      {codes !== null && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </Card>
  );
}

interface FactorProps {
  icon: ReactNode;
  name: string;
  detail: ReactNode;
  action: ReactNode;
}

function Factor({ icon, name, detail, action }: FactorProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted max-sm:[&>svg]:hidden">
      {icon}
      <div className="flex min-w-0 flex-1 flex-col max-sm:basis-3/5">
        <span className="wrap-anywhere font-medium">{name}</span>
        <span className="text-muted text-sm">{detail}</span>
      </div>
      {action}
    </li>
  );
}
