"use client";

import { useRouter } from "next/navigation";
import { type ClipboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Alert } from "@/components/ui/alert";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { type CodeTab, CodeTabs } from "@/components/ui/code-tabs";
import { copyText } from "@/components/ui/copy-text";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { releaseLeaveGuard, useLeaveGuard } from "./leave-guard";
import { SecretBox } from "./secret-box";

const snippetStyle = "[&_pre]:pr-0 [&_pre]:text-xs";

interface SecretDialogProps {
  /** "API key of Billing sync". */
  title: string;
  /** What it is: "API key" on its box, "key" within a sentence. */
  name: string;
  noun: string;
  value: string;
  /** How much of it is kept here, and what it takes to have one again. */
  kept: string;
  loss: string;
  /** What to know before using it. */
  notice?: ReactNode;
  /** Ways to use it, with the secret in them: copying one of them is copying the secret. */
  snippets: { title: string; label: string; code: string }[];
  /** One use in several languages, of which some have the secret in them. */
  tabs?: { title: string; label: string; tabs: CodeTab[] };
  children?: ReactNode;
  /** Stays in view while the rest scrolls. */
  status?: ReactNode;
  /** Drops the secret. It is nowhere else, so nothing can bring it back. */
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** A new secret, the one time that it is shown. */
export function SecretDialog({ title, name, noun, value, onClose, ...props }: SecretDialogProps) {
  const router = useRouter();
  const box = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const [refused, setRefused] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const close = async () => {
    // At once, whatever else is being rendered.
    flushSync(onClose);
    await releaseLeaveGuard();
    // Not earlier: a page that is refreshed under the dialog could take the secret away.
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
    if (copied || (await copyText(value))) await close();
    else markRefused();
  };
  const noticeCopying = (event: ClipboardEvent) => {
    if (!event.defaultPrevented && window.getSelection()?.toString().includes(value)) markCopied();
  };
  useLeaveGuard(!copied, leave);
  useForgottenWithPage(onClose);

  return (
    <Dialog open onOpenChange={leave}>
      <DialogContent
        title={title}
        description={
          <>
            <strong className="font-medium text-text">Copy it now: it is shown this once.</strong>{" "}
            {props.kept}
          </>
        }
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          box.current?.focus();
        }}
        onCloseAutoFocus={props.onCloseAutoFocus}
        onCopy={noticeCopying}
      >
        <DialogBody>
          <SecretBox ref={box} name={name} value={value} onCopied={markCopied} onRefused={markRefused} />
          {refused && (
            <Alert tone="warning" role="alert">
              Your browser did not allow copying. The {noun} is selected: press Ctrl+C (⌘C).
            </Alert>
          )}
          {props.notice}
          {props.snippets.map((snippet) => (
            <section key={snippet.label} className="flex flex-col gap-1.5">
              <h3 className="font-medium">{snippet.title}</h3>
              <CodeBlock
                label={snippet.label}
                code={snippet.code}
                onCopied={markCopied}
                wrap
                className={snippetStyle}
              />
            </section>
          ))}
          {props.tabs && (
            <section className="flex flex-col gap-1.5">
              <h3 className="font-medium">{props.tabs.title}</h3>
              <CodeTabs
                label={props.tabs.label}
                tabs={props.tabs.tabs}
                onCopied={(code) => code.includes(value) && markCopied()}
                blockClassName={snippetStyle}
              />
            </section>
          )}
          {props.children}
        </DialogBody>
        {props.status && <div className="px-5 pb-4">{props.status}</div>}
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
        title={`Close without copying the ${noun}?`}
        description={`The ${noun} cannot be shown again. ${props.loss}`}
        confirmLabel="Close without copying"
        pendingLabel="Closing…"
        cancelLabel={`Back to the ${noun}`}
        onConfirm={close}
      />
    </Dialog>
  );
}

/** A browser may keep a page that is left, as it is, for Back. It keeps none with the secret on it. */
function useForgottenWithPage(forget: () => void): void {
  const forgetNow = useEffectEvent(() => flushSync(forget));
  useEffect(() => {
    const onPageHide = () => forgetNow();
    window.addEventListener("pagehide", onPageHide);
    return () => window.removeEventListener("pagehide", onPageHide);
  }, []);
}
