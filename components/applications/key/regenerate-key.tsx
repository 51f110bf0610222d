"use client";

import { useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { ExpiresAt } from "@/components/applications/application-status";
import { ImpactFields } from "@/components/applications/impact/impact-fields";
import { useImpact } from "@/components/applications/impact/use-impact";
import { isRejectedNow, LastCall, LastUseLine } from "@/components/applications/last-use";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { regenerateKey } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/rows";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import { type Expiry, Overlap } from "@/lib/keys/lifetime";
import { maskKey } from "@/lib/keys/mask";
import { ExpiryField } from "./expiry-field";
import { KeyDialog } from "./key-dialog";

const overlapEffects: Record<Overlap, string> = {
  none: "The old key stops working immediately.",
  hour: "Both keys work for 1 hour.",
  day: "Both keys work for 24 hours.",
  week: "Both keys work for 7 days.",
};

/** The current key, with the button that replaces it. */
export function RegenerateKey({ application }: { application: ApplicationRow }) {
  const { id: applicationId, name, key, enabled } = application;
  const { slug, keyPolicy, reloadApplication, disabledReason } = useApiAccess();
  const [overlap, setOverlap] = useState<Overlap>("none");
  const [expiry, setExpiry] = useState<Expiry>(() => suggestExpiry(keyPolicy.maxKeyDays, key));
  const [expiryError, setExpiryError] = useState<string>();
  const impact = useImpact(slug, name);
  // The question keeps the function that was current when it was opened.
  const choice = useRef({ overlap, expiry });
  choice.current = { overlap, expiry };
  const regenerate = async () => {
    const result = await regenerateKey(slug, { applicationId, keyId: key.id, ...choice.current });
    if (!result.ok) setExpiryError(result.issues?.find(({ path }) => path === "expiry")?.message);
    // The next regeneration needs the id of the new key, even if the page no longer lists the application.
    if (result.ok || result.code === "conflict") void reloadApplication(applicationId);
    return result;
  };
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <p className="font-medium">API key</p>
        <p className="text-muted text-sm">
          <code className="font-mono text-text text-xs">{maskKey(key.hint)}</code>, created{" "}
          <RelativeTime value={key.createdAt} />
          {key.expiresAt && <ExpiresAt time={key.expiresAt} />}
        </p>
        <LastUseLine at={key.lastUsedAt} call={key.lastCall} />
        {isRejectedNow(application) && (
          <p className="text-sm text-warning">
            Last call rejected <RelativeTime value={application.lastRejectedAt} />
          </p>
        )}
      </div>
      <RegenerateButton
        title={`Regenerate the key of ${name}?`}
        description={`${overlapEffects[overlap]} The new key is shown once.`}
        confirmLabel="Regenerate key"
        disabledReason={disabledReason}
        onAsk={() => void impact.count({ applicationIds: [applicationId] })}
        blocked={overlap === "none" && impact.blocked}
        regenerate={regenerate}
        showIssued={(issued, closing) => <KeyDialog {...closing} issued={issued} enabled={enabled} />}
      >
        <div className="mt-2 flex flex-col gap-4">
          <Field label="The old key stops">
            <Select value={overlap} onChange={({ target }) => setOverlap(Overlap.parse(target.value))}>
              <option value="none">Immediately</option>
              <option value="hour">In 1 hour</option>
              <option value="day">In 24 hours</option>
              <option value="week">In 7 days</option>
            </Select>
          </Field>
          <ExpiryField
            label="The new key expires"
            value={expiry}
            onChange={(chosen = "never") => setExpiry(chosen)}
            error={expiryError}
          />
        </div>
        <ImpactFields
          confirmation={impact}
          effect={overlap === "none" ? "would be rejected" : "come with this key"}
          unused={<LastCall application={application} />}
          asksName={overlap === "none"}
        />
      </RegenerateButton>
    </div>
  );
}
