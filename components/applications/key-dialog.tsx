"use client";

import { useRouter } from "next/navigation";
import { type ClipboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Alert } from "@/components/ui/alert";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { copyText } from "@/components/ui/copy-text";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import type { IssuedKey } from "@/lib/applications/schema";
import { useApiAccess } from "./api-access";
import { KeyBox } from "./key-box";
import { releaseLeaveGuard, useLeaveGuard } from "./leave-guard";
import { envLine, validateCall } from "./snippets";

interface KeyDialogProps {
  issued: IssuedKey;
  /** Whether calls with the key are answered at the moment. */
  enabled: boolean;
  /** Drops the key. It is nowhere else, so nothing can bring it back. */
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** A new key, the one time that it is shown. */
export function KeyDialog({ issued: { name, key }, enabled, onClose, onCloseAutoFocus }: KeyDialogProps) {
  const { apiUrl } = useApiAccess();
  const router = useRouter();
  const box = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const [refused, setRefused] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const close = async () => {
    // At once, whatever else is being rendered.
    flushSync(onClose);
    await releaseLeaveGuard();
    // Not earlier: a page that is refreshed under the dialog could take the key away.
    router.refresh();
  };
  const leave = () => {
    if (copied) void close();
    else setLeaving(true);
  };
  const markCopied = () => {
    setCopied(true);
    setRefused(false);
  };
  const markRefused = () => {
    box.current?.focus();
    setRefused(true);
  };
  const copyAndClose = async () => {
    if (copied || (await copyText(key))) await close();
    else markRefused();
  };
  const noticeCopying = (event: ClipboardEvent) => {
    if (!event.defaultPrevented && window.getSelection()?.toString().includes(key)) markCopied();
  };
  useLeaveGuard(!copied, leave);
  useForgottenWithPage(onClose);

  return (
    <Dialog open onOpenChange={leave}>
      <DialogContent
        title={`API key of ${name}`}
        description={
          <>
            <strong className="font-medium text-text">Copy it now: it is shown this once.</strong> Only a
            fingerprint of it is kept here.
          </>
        }
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          box.current?.focus();
        }}
        onCloseAutoFocus={onCloseAutoFocus}
        onCopy={noticeCopying}
      >
        <DialogBody>
          <KeyBox ref={box} value={key} onCopied={markCopied} onRefused={markRefused} />
          {refused && (
            <Alert tone="warning" role="alert">
              Your browser did not allow copying. The key is selected: press Ctrl+C (⌘C).
            </Alert>
          )}
          {!enabled && (
            <Alert>This application is disabled: calls with this key are refused until it is enabled.</Alert>
          )}
          <Snippet
            title="Keep it in your .env file"
            label=".env line"
            code={envLine(key)}
            onCopied={markCopied}
          />
          <Snippet
            title="Try it"
            label="Call with curl"
            code={validateCall(apiUrl, key)}
            onCopied={markCopied}
          />
        </DialogBody>
        <DialogFooter>
          {refused && <Button onClick={leave}>Close</Button>}
          <Button variant="primary" onClick={copyAndClose}>
            {copied ? "Done" : "Copy and close"}
          </Button>
        </DialogFooter>
      </DialogContent>
      <AlertDialog
        open={leaving}
        onOpenChange={setLeaving}
        title="Close without copying the key?"
        description="The key cannot be shown again. Without it you have to regenerate the key of this application."
        confirmLabel="Close without copying"
        pendingLabel="Closing…"
        cancelLabel="Back to the key"
        onConfirm={close}
      />
    </Dialog>
  );
}

interface SnippetProps {
  title: string;
  label: string;
  code: string;
  onCopied: () => void;
}

function Snippet({ title, ...block }: SnippetProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium">{title}</h3>
      <CodeBlock {...block} wrap className="[&_pre]:pr-0 [&_pre]:text-xs" />
    </section>
  );
}

/** A browser may keep a page that is left, as it is, for Back. It keeps none with the key on it. */
function useForgottenWithPage(forget: () => void): void {
  const forgetNow = useEffectEvent(() => flushSync(forget));
  useEffect(() => {
    const onPageHide = () => forgetNow();
    window.addEventListener("pagehide", onPageHide);
    return () => window.removeEventListener("pagehide", onPageHide);
  }, []);
}
