"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { toDebuggerPath, useConnectorsContext } from "@/components/connectors/connectors-context";
import { listConnectorTabs } from "@/components/connectors/set-up-tabs";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { Alert } from "@/components/ui/feedback/alert";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import type { IssuedWriteKey } from "@/lib/connectors/rows";

interface WriteKeyDialogProps {
  issued: IssuedWriteKey;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** A new write key with the code that uses it. A server's is shown only here. */
export function WriteKeyDialog({ issued, ...closing }: WriteKeyDialogProps) {
  const { origin } = useConnectorsContext();
  const { connector, writeKey } = issued;
  const { name, type, enabled } = connector;
  if (type === "browser") return <BrowserKeyDialog issued={issued} {...closing} />;
  return (
    <SecretDialog
      {...closing}
      title={`Write key of ${name}`}
      name="Write key"
      noun="write key"
      value={writeKey}
      kept="Only its hash is stored."
      loss="Without it, regenerate the write key of this connector."
      notice={!enabled && <DisabledNotice />}
      snippets={[{ title: "Keep it in your .env file", label: ".env line", code: `WRITE_KEY=${writeKey}` }]}
      tabs={{
        title: "Send the first message",
        label: "Language",
        tabs: listConnectorTabs({ origin, writeKey, type }),
      }}
    />
  );
}

function BrowserKeyDialog({ issued: { connector, writeKey }, ...props }: WriteKeyDialogProps) {
  const { slug, origin } = useConnectorsContext();
  const router = useRouter();
  const { id, name, type, enabled, verifiesIdentities } = connector;
  const close = () => {
    props.onClose();
    router.refresh();
  };
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent
        title={`Write key of ${name}`}
        description="Paste the code into your pages, then watch the debugger."
        onCloseAutoFocus={props.onCloseAutoFocus}
      >
        <DialogBody>
          <CodeBlock label="Write key" code={writeKey} wrap />
          {!enabled && <DisabledNotice />}
          <CodeTabs
            label="Language"
            tabs={listConnectorTabs({ origin, writeKey, type, verifiesIdentities })}
            blockClassName="[&_pre]:pr-0 [&_pre]:text-xs"
          />
        </DialogBody>
        <DialogFooter>
          <Button onClick={close}>Close</Button>
          <Button variant="primary" asChild>
            <Link href={toDebuggerPath(slug, id)} onClick={props.onClose}>
              Open the debugger
            </Link>
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function DisabledNotice() {
  return <Alert>This connector is disabled. Enable it to accept messages.</Alert>;
}
