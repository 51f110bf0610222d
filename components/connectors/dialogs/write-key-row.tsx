"use client";

import { useState } from "react";
import { NameToType } from "@/components/applications/impact/impact-fields";
import { WriteKeyHint } from "@/components/connectors/connector-badges";
import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { LastTime } from "@/components/ui/time/last-time";
import { regenerateWriteKey } from "@/lib/connectors/actions";
import type { ConnectorRow } from "@/lib/connectors/rows";
import { day } from "@/lib/time";
import { WriteKeyDialog } from "./write-key-dialog";

/** The write key, with the button that replaces it. */
export function WriteKeyRow({ connector }: { connector: ConnectorRow }) {
  const { id, name, type, keyHint } = connector;
  const { slug, disabledReason } = useConnectorsContext();
  const confirmation = useNameConfirmation(connector);
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div className="min-w-0">
        <p className="font-medium">Write key</p>
        <p className="text-muted text-sm">
          <WriteKeyHint connector={connector} className="text-text text-xs" />
          {type === "server" ? " · shown once" : " · published by your pages"}
        </p>
      </div>
      <RegenerateButton
        title={`Regenerate the write key of ${name}?`}
        description={`Messages with the old one are rejected immediately.${type === "server" ? " The new write key is shown once." : ""}`}
        confirmLabel="Regenerate write key"
        disabledReason={disabledReason}
        blocked={confirmation.blocked}
        onAsk={confirmation.reset}
        regenerate={() => regenerateWriteKey(slug, { id, keyHint })}
        showIssued={(issued, closing) => <WriteKeyDialog {...closing} issued={issued} />}
      >
        <ConnectorUse connector={connector} confirmation={confirmation} />
      </RegenerateButton>
    </div>
  );
}

type Confirmation = ReturnType<typeof useNameConfirmation>;

interface ConnectorUseProps {
  connector: ConnectorRow;
  confirmation: Confirmation;
}

/** When the write key was used last and, if that was lately, the field for the name. */
export function ConnectorUse({ connector, confirmation }: ConnectorUseProps) {
  return (
    <div className="mt-1 flex flex-col gap-4">
      <LastTime
        at={connector.lastMessageAt}
        never="No message has arrived yet."
        past="The last message arrived"
        lately="The write key is in use. The last message arrived"
      />
      {confirmation.mustType && <NameToType confirmation={confirmation} />}
    </div>
  );
}

/** Asks for the name of a connector that received a message within a day. */
export function useNameConfirmation({ name, lastMessageAt }: ConnectorRow) {
  const [typed, setTyped] = useState("");
  const mustType = lastMessageAt !== null && Date.now() - lastMessageAt.getTime() <= day;
  const blocked = mustType && typed.trim() !== name;
  return { name, typed, setTyped, mustType, blocked, reset: () => setTyped("") };
}
