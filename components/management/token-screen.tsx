"use client";

import { KeySquare, RefreshCw, ScrollText, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ExpiryChoice } from "@/components/applications/key/expiry-field";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Badge } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { CreateButton, createButtonId } from "@/components/ui/create-button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { PageHeader } from "@/components/ui/layout/page-header";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { Dialog, DialogContent } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { deleteButtonId, findNeighborButton, stay, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { RowLink } from "@/components/ui/table/row-link";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure } from "@/lib/action";
import type { IssuedKey } from "@/lib/applications/rows";
import type { KeyPolicy } from "@/lib/keys/lifetime";
import { maskKey, tokenPrefix } from "@/lib/keys/mask";
import { regenerateToken, revokeToken } from "@/lib/management/tokens/actions";
import type { TokenRow } from "@/lib/management/tokens/schema";
import { suggestTokenExpiry, TokenForm } from "./token-form";
import { TokenSecret } from "./token-secret";

const column = columnHelper<TokenRow>();
const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    meta: { skeleton: "w-1/2" },
    cell: ({ row }) => <NameCell token={row.original} />,
  }),
  column.accessor("scope", {
    header: "Access",
    meta: { width: "w-36", hideBelow: "sm", skeleton: "w-20" },
    cell: ({ getValue }) => formatScope(getValue()),
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    meta: { width: "w-36", hideBelow: "lg", skeleton: "w-20" },
    cell: ({ getValue }) => <LastUsed time={getValue()} />,
  }),
  column.accessor("key.expiresAt", {
    id: "expires",
    header: "Expires",
    meta: { width: "w-36", hideBelow: "sm", skeleton: "w-20" },
    cell: ({ row }) => <Expires time={row.original.key.expiresAt} />,
  }),
]);
const tableProps = { caption: "Management tokens", columns };

type Act = { kind: "create" } | { kind: "regenerate" | "revoke"; token: TokenRow };

interface TokenScreenProps {
  workspaceSlug: string;
  apiUrl: string;
  policy: KeyPolicy;
  tokens: TokenRow[];
  /** Of the page. */
  title: string;
  description: ReactNode;
}

/** The page: its heading with the button that creates a token, the tokens, and their dialogs. */
export function TokenScreen({ workspaceSlug, apiUrl, policy, tokens, title, description }: TokenScreenProps) {
  const dialogs = useDialogs<Act>(createButtonId);
  const { act, count, open, begin, close, closeTowards, returnFocus } = dialogs;
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const showSecret = (key: IssuedKey) => {
    setIssued(key);
    close();
  };
  const leaveDialog = issued ? stay : returnFocus;
  const create = (opener: HTMLElement) => begin({ kind: "create" }, opener);
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        action={<CreateButton label="Create token" disabledReason={null} onCreate={create} />}
      />
      {tokens.length === 0 ? (
        <EmptyState
          icon={<KeySquare />}
          title="No management tokens"
          description="A token lets a program create applications and rotate their keys, for example in a deployment."
          action={
            <Button onClick={({ currentTarget }) => create(currentTarget)}>Create your first token</Button>
          }
        />
      ) : (
        <DataTable
          {...tableProps}
          rows={tokens}
          getRowId={({ id }) => id}
          rowActionsWidth="w-28 pointer-coarse:w-36"
          rowActions={(token) => (
            <>
              <IconButton label={`Logs of ${token.name}`} asChild>
                <RowLink href={`/${workspaceSlug}/settings/api-access/${token.id}/logs`}>
                  <ScrollText />
                </RowLink>
              </IconButton>
              <IconButton
                label={`Regenerate ${token.name}`}
                onClick={({ currentTarget }) => begin({ kind: "regenerate", token }, currentTarget)}
              >
                <RefreshCw />
              </IconButton>
              <IconButton
                id={deleteButtonId(token.id)}
                label={`Revoke ${token.name}`}
                onClick={({ currentTarget }) => begin({ kind: "revoke", token }, currentTarget)}
              >
                <Trash2 />
              </IconButton>
            </>
          )}
        />
      )}
      <Dialog open={open && act?.kind === "create"} onOpenChange={close}>
        <DialogContent
          title="Create a management token"
          description="You get the token once. It is not a key of an application: it reads no contacts."
          onCloseAutoFocus={leaveDialog}
        >
          <TokenForm key={count} workspaceSlug={workspaceSlug} policy={policy} onCreated={showSecret} />
        </DialogContent>
      </Dialog>
      {act && act.kind !== "create" && (
        <ConfirmDialog
          key={count}
          workspaceSlug={workspaceSlug}
          policy={policy}
          act={act}
          open={open}
          onClose={close}
          onRegenerated={showSecret}
          onRevoked={() => {
            toast.success(`${act.token.name} was revoked.`);
            closeTowards(findNeighborButton(tokens, act.token.id));
          }}
          onCloseAutoFocus={leaveDialog}
        />
      )}
      {issued && (
        <TokenSecret
          issued={issued}
          apiUrl={apiUrl}
          onClose={() => setIssued(null)}
          onCloseAutoFocus={returnFocus}
        />
      )}
    </>
  );
}

interface ConfirmDialogProps {
  workspaceSlug: string;
  policy: KeyPolicy;
  act: Exclude<Act, { kind: "create" }>;
  open: boolean;
  onClose: () => void;
  onRegenerated: (issued: IssuedKey) => void;
  onRevoked: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

function ConfirmDialog({ workspaceSlug, policy, act: { kind, token }, ...props }: ConfirmDialogProps) {
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [expiry, setExpiry] = useState(suggestTokenExpiry(policy));
  const { id, name, key } = token;
  const shared = {
    open: props.open,
    onOpenChange: props.onClose,
    onCloseAutoFocus: props.onCloseAutoFocus,
    error: failure && <FailureAlert {...failure} />,
  };
  if (kind === "revoke")
    return (
      <AlertDialog
        {...shared}
        title={`Revoke ${name}?`}
        description="Its calls are rejected immediately, for good. Applications that it created stay. Its log stays."
        confirmLabel="Revoke token"
        pendingLabel="Revoking…"
        onConfirm={async () => {
          const result = await callAction(() => revokeToken(workspaceSlug, { id }));
          if (result.ok) props.onRevoked();
          else setFailure(result);
        }}
      />
    );
  return (
    <AlertDialog
      {...shared}
      title={`Regenerate ${name}?`}
      description="The old token is rejected immediately. You get the new one once."
      confirmLabel="Regenerate token"
      pendingLabel="Regenerating…"
      onConfirm={async () => {
        const result = await callAction(() => regenerateToken(workspaceSlug, { id, keyId: key.id, expiry }));
        if (result.ok) props.onRegenerated(result.data);
        else setFailure(result);
      }}
    >
      <ExpiryChoice
        policy={policy}
        mustExpire
        label="New token expires"
        value={expiry}
        onChange={(chosen) => setExpiry(chosen ?? "")}
        error={failure?.issues.find(({ path }) => path === "expiry")?.message}
      />
    </AlertDialog>
  );
}

/** On narrow screens the values of hidden columns follow below the name. */
function NameCell({ token: { name, scope, key, createdBy, createdAt } }: { token: TokenRow }) {
  return (
    <div className="min-w-0 py-1.5">
      <div title={name} className="truncate font-medium">
        {name}
      </div>
      <div className="flex flex-wrap gap-x-3 whitespace-normal text-muted text-xs">
        <code className="font-mono">{maskKey(key.hint, tokenPrefix)}</code>
        <span className="sm:hidden">{formatScope(scope)}</span>
        <span className="sm:hidden">
          Expires <Expires time={key.expiresAt} />
        </span>
        <span>
          Created <RelativeTime value={createdAt} focusable={false} /> by {createdBy ?? "a deleted person"}
        </span>
      </div>
    </div>
  );
}

function formatScope(scope: TokenRow["scope"]): string {
  return scope === "write" ? "Read and write" : "Read";
}

function LastUsed({ time }: { time: Date | null }) {
  if (time === null) return <span className="text-muted">Never used</span>;
  return <RelativeTime value={time} />;
}

function Expires({ time }: { time: Date | null }) {
  if (time === null) return "Never";
  if (time.getTime() <= Date.now()) return <Badge tone="danger">Expired</Badge>;
  return <RelativeTime value={time} />;
}

export function TokenListSkeleton() {
  return <DataTableSkeleton {...tableProps} rows={3} rowHeight="h-14.25" />;
}
