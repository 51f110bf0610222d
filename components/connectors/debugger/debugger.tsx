"use client";

import { ArrowUp, Radio, SearchX } from "lucide-react";
import Link from "next/link";
import { toSetUpPath, useConnectorsContext } from "@/components/connectors/connectors-context";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Steps } from "@/components/ui/layout/steps";
import { DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import {
  type DebuggerQuery,
  hasMessageFilter,
  type MessageListPage,
  type MessageVolume,
} from "@/lib/connectors/messages/rows";
import type { ConnectorRow } from "@/lib/connectors/rows";
import { DebuggerFilters } from "./debugger-filters";
import { LiveButton } from "./live-button";
import { messageColumns } from "./message-columns";
import { MessageSheet } from "./message-sheet";
import { OlderMessagesButton } from "./older-messages";
import { useDebuggerFilter } from "./use-debugger-filter";
import { describeNewMessages, type MessagesState, useMessages } from "./use-messages";
import { Volume } from "./volume";

const tableProps = { caption: "Messages, newest first", columns: messageColumns };

interface DebuggerProps {
  connector: ConnectorRow;
  /** Of the URL. */
  query: DebuggerQuery;
  newest: MessageListPage;
  volume: MessageVolume;
  /** When the server read them, in milliseconds. */
  readAt: number;
  /** Whether the search finds users, too. */
  searchesUsers: boolean;
}

export function Debugger({ connector, query, newest, volume, readAt, searchesUsers }: DebuggerProps) {
  const { slug } = useConnectorsContext();
  const { message: _, ...current } = query;
  const filter = useDebuggerFilter(current);
  const { range, ...messageFilter } = current;
  const messages = useMessages({
    slug,
    connectorId: connector.id,
    filter: messageFilter,
    range,
    newest,
    volume,
    readAt,
  });
  const isCounted = messages.volume.bars.some(
    ({ accepted, duplicate, excluded, rejected }) => accepted + duplicate + excluded + rejected > 0,
  );
  const isEmpty = messages.rows.length === 0 && messages.next === null && !hasMessageFilter(current);
  return (
    <div className="flex flex-col gap-4">
      {(isCounted || !isEmpty) && <Volume volume={messages.volume} filter={filter} />}
      {messages.liveFailure && <FailureAlert {...messages.liveFailure} />}
      {isEmpty ? (
        <NoMessages connector={connector} messages={messages} />
      ) : (
        <>
          <DebuggerFilters filter={filter} searchesUsers={searchesUsers}>
            <LiveButton messages={messages} />
          </DebuggerFilters>
          <div
            aria-busy={filter.pending || undefined}
            className={cn(
              "flex flex-col gap-4 transition-opacity duration-150",
              filter.pending && "opacity-60 delay-150",
            )}
          >
            <NewMessages messages={messages} />
            {messages.rows.length > 0 && (
              <DataTable {...tableProps} rows={messages.rows} getRowId={({ id }) => id} />
            )}
            {messages.rows.length === 0 && messages.next === null ? (
              <NoMatches onClear={filter.clear} />
            ) : (
              <OlderMessagesButton messages={messages} />
            )}
          </div>
        </>
      )}
      <span role="status" className="sr-only">
        {messages.announcement}
      </span>
      <MessageSheet connectorId={connector.id} rows={messages.rows} />
    </div>
  );
}

export function DebuggerTableSkeleton() {
  return <DataTableSkeleton {...tableProps} rows={12} rowHeight="h-15 lg:h-11" />;
}

/** Marks the top of the list. While it is out of view, a button shows how many messages wait. */
function NewMessages({ messages }: { messages: MessagesState }) {
  const { listTop, showWaiting } = messages;
  const waiting = messages.waiting.length;
  return (
    <>
      <div ref={listTop} tabIndex={-1} className="-mb-4 outline-none" />
      <div className="sticky top-16 z-20 -mb-4 flex h-0 justify-center">
        {waiting > 0 && (
          <Button variant="primary" className="rounded-full shadow-float" onClick={showWaiting}>
            <ArrowUp />
            {describeNewMessages(waiting)}
          </Button>
        )}
      </div>
    </>
  );
}

function NoMessages({ connector, messages }: { connector: ConnectorRow; messages: MessagesState }) {
  const { slug } = useConnectorsContext();
  const { id, type, enabled } = connector;
  return (
    <EmptyState
      icon={<Radio />}
      title={enabled ? "Waiting for the first message" : "No messages"}
      description={
        enabled
          ? "Messages appear here within two seconds, with their outcome and warnings."
          : "The connector is disabled: its messages are rejected. Enable it to accept them."
      }
      action={
        <Button variant="primary" asChild>
          <Link href={toSetUpPath(slug, id)}>Open the set-up</Link>
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="mx-auto">
          <Steps
            steps={[
              "Copy the code for your language from the set-up.",
              type === "server"
                ? "Put the write key into it, and run it."
                : "Paste it into your pages, and open one of them in another tab.",
              "Return to this tab.",
            ]}
          />
        </div>
        {messages.live !== "live" && (
          <div className="flex items-center justify-center gap-2">
            <LiveButton messages={messages} />
          </div>
        )}
      </div>
    </EmptyState>
  );
}

function NoMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX />}
      title="No messages match"
      description="Ids are matched as a whole. Clear the filters to see all messages."
      action={<Button onClick={onClear}>Clear filters</Button>}
    />
  );
}
