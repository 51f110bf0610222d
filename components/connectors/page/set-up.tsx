"use client";

import { useConnectorsContext } from "@/components/connectors/connectors-context";
import { WriteKeyRow } from "@/components/connectors/dialogs/write-key-row";
import { listConnectorTabs } from "@/components/connectors/set-up-tabs";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { CopyButton } from "@/components/ui/copy-button";
import type { ConnectorRow } from "@/lib/connectors/rows";
import { writeKeyPlaceholder } from "@/lib/connectors/setup-code";

/** How a program sends with the connector. */
export function ConnectorSetUp({ connector }: { connector: ConnectorRow }) {
  const { origin } = useConnectorsContext();
  const { type, publicKey, verifiesIdentities } = connector;
  const writeKey = publicKey ?? writeKeyPlaceholder;
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold text-lg">Write key and host</h2>
        <div className="divide-y rounded-surface border bg-surface">
          <WriteKeyRow connector={connector} />
          <div className="flex items-center justify-between gap-4 px-3 py-2.5">
            <div className="min-w-0">
              <p className="font-medium">Host</p>
              <code className="wrap-anywhere font-mono text-xs">{origin}</code>
            </div>
            <CopyButton value={origin} label="Copy" />
          </div>
        </div>
      </section>
      <section className="flex min-w-0 flex-col gap-3">
        <div className="flex flex-col gap-0.5">
          <h2 className="font-semibold text-lg">Send the first message</h2>
          <p className="max-w-[70ch] text-muted">
            {publicKey
              ? "The write key is filled in. "
              : `Replace ${writeKeyPlaceholder} with the write key, which was shown once. Lost it? Regenerate it. `}
            Messages appear in the debugger within two seconds.
          </p>
        </div>
        <CodeTabs label="Language" tabs={listConnectorTabs({ origin, writeKey, type, verifiesIdentities })} />
      </section>
    </div>
  );
}
