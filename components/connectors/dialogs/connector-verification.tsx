"use client";

import { Controller, useFormContext } from "react-hook-form";
import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { toVerifiedConnector } from "@/components/connectors/verified-connector";
import {
  IdentityVerification,
  VerificationSecretDialog,
} from "@/components/identity-verification/identity-verification";
import { LastTime } from "@/components/ui/time/last-time";
import { regenerateConnectorSecret } from "@/lib/connectors/actions";
import type { ConnectorRow } from "@/lib/connectors/rows";

interface ConnectorVerificationProps {
  connector: ConnectorRow;
  /** The saved setting. */
  wasOn: boolean;
}

/** The identity verification of a browser connector, in the form of its settings. */
export function ConnectorVerification({ connector, wasOn }: ConnectorVerificationProps) {
  const { id, name, secretFingerprint, lastMessageAt } = connector;
  const { control } = useFormContext<{ verifiesIdentities: boolean }>();
  const { slug } = useConnectorsContext();
  return (
    <Controller
      control={control}
      name="verifiesIdentities"
      render={({ field }) => (
        <IdentityVerification
          source={toVerifiedConnector(name)}
          secretFingerprint={secretFingerprint}
          wasOn={wasOn}
          on={field.value}
          onChange={field.onChange}
          regenerate={(fingerprint) =>
            regenerateConnectorSecret(slug, { id, secretFingerprint: fingerprint })
          }
          lastUse={
            <LastTime
              at={lastMessageAt}
              never="No message has arrived yet."
              past="The last message arrived"
              lately="The connector is in use. The last message arrived"
            />
          }
        />
      )}
    />
  );
}

interface ConnectorSecretDialogProps {
  /** Of the connector. */
  name: string;
  secret: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function ConnectorSecretDialog({ name, ...props }: ConnectorSecretDialogProps) {
  return <VerificationSecretDialog {...props} source={toVerifiedConnector(name)} />;
}
