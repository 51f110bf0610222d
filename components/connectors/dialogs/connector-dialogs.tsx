"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import {
  type ConnectorDialog,
  ConnectorsContext,
  type ConnectorsContextValue,
  useConnectorsContext,
} from "@/components/connectors/connectors-context";
import { DeleteDialog, type DeleteDialogProps } from "@/components/forms/delete-dialog";
import { createButtonId } from "@/components/ui/create-button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { findNeighborButton, stay, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { deleteConnector } from "@/lib/connectors/actions";
import type { ConnectorRow, IssuedWriteKey } from "@/lib/connectors/rows";
import { ConnectorUse, useNameConfirmation } from "./write-key-row";

const CreateConnectorDialog = lazyComponent(
  async () => (await import("./create-connector-dialog")).CreateConnectorDialog,
);
const EditConnectorDialog = lazyComponent(
  async () => (await import("./edit-connector-dialog")).EditConnectorDialog,
);
const ConnectorSecretDialog = lazyComponent(
  async () => (await import("./connector-verification")).ConnectorSecretDialog,
);
const WriteKeyDialog = lazyComponent(async () => (await import("./write-key-dialog")).WriteKeyDialog);

interface ConnectorDialogsProps extends Omit<ConnectorsContextValue, "begin"> {
  /** The connectors on the page. */
  rows: ConnectorRow[];
  /** The page of one connector goes there after a deletion. */
  leaveTo?: string;
  children: ReactNode;
}

/** The dialogs of a page. Children open them with `useConnectorsContext().begin`. */
export function ConnectorDialogs({ rows, leaveTo, children, ...props }: ConnectorDialogsProps) {
  const router = useRouter();
  const dialogs = useDialogs<ConnectorDialog>(createButtonId);
  const { count, act, open, begin, close, closeTowards, returnFocus } = dialogs;
  const [issued, setIssued] = useState<IssuedWriteKey | null>(null);
  const [issuedSecret, setIssuedSecret] = useState<{ name: string; secret: string } | null>(null);
  const { slug, origin, disabledReason } = props;
  // A stable value: the page does not render again when a dialog opens.
  const context = useMemo(
    () => ({ slug, origin, disabledReason, begin }),
    [slug, origin, disabledReason, begin],
  );

  const showKey = (created: IssuedWriteKey) => {
    // The dialog's opener may be on the empty page, which is about to be replaced.
    closeTowards(document.getElementById(createButtonId));
    setIssued(created);
  };
  const showSecret = (name: string, secret: string) => {
    setIssuedSecret({ name, secret });
    close();
  };
  const closeDeleted = () => {
    if (act && act.kind !== "create") closeTowards(findNeighborButton(rows, act.connector.id));
    if (leaveTo) router.replace(leaveTo);
  };
  const dialog = { open, onClose: close, onCloseAutoFocus: issued || issuedSecret ? stay : returnFocus };
  return (
    <ConnectorsContext value={context}>
      {children}
      {act && (
        <LazyBoundary key={count}>
          {act.kind === "create" && <CreateConnectorDialog {...dialog} onCreated={showKey} />}
          {act.kind === "edit" && (
            <EditConnectorDialog
              {...dialog}
              connector={findCurrent(rows, act.connector)}
              onSecret={showSecret}
              onDeletedElsewhere={closeDeleted}
            />
          )}
          {act.kind === "delete" && (
            <DeleteConnectorDialog
              {...dialog}
              connector={findCurrent(rows, act.connector)}
              onDeleted={closeDeleted}
            />
          )}
        </LazyBoundary>
      )}
      {issued && (
        <LazyBoundary>
          <WriteKeyDialog issued={issued} onClose={() => setIssued(null)} onCloseAutoFocus={returnFocus} />
        </LazyBoundary>
      )}
      {issuedSecret && (
        <LazyBoundary>
          <ConnectorSecretDialog
            {...issuedSecret}
            onClose={() => setIssuedSecret(null)}
            onCloseAutoFocus={returnFocus}
          />
        </LazyBoundary>
      )}
    </ConnectorsContext>
  );
}

/** Returns the connector as the page shows it now. After its deletion: as it was when the dialog opened. */
function findCurrent(rows: ConnectorRow[], connector: ConnectorRow): ConnectorRow {
  return rows.find(({ id }) => id === connector.id) ?? connector;
}

type DeleteConnectorDialogProps = Omit<DeleteDialogProps, "name" | "noun" | "description" | "remove"> & {
  connector: ConnectorRow;
};

function DeleteConnectorDialog({ connector, ...dialog }: DeleteConnectorDialogProps) {
  const { slug } = useConnectorsContext();
  const confirmation = useNameConfirmation(connector);
  const { id, name } = connector;
  return (
    <DeleteDialog
      {...dialog}
      name={name}
      noun="connector"
      description="Messages with its write key are rejected immediately. The write key cannot be restored. Users, accounts and events stay."
      blocked={confirmation.blocked}
      remove={() => deleteConnector(slug, { id })}
    >
      <ConnectorUse connector={connector} confirmation={confirmation} />
    </DeleteDialog>
  );
}
