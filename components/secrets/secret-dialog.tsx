"use client";

import { useRouter } from "next/navigation";
import {
  type ClipboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { releaseLeaveGuard, useLeaveGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { type CodeTab, CodeTabs } from "@/components/ui/code/code-tabs";
import { CopyButton } from "@/components/ui/copy-button";
import { Alert } from "@/components/ui/feedback/alert";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { useClipboard } from "@/components/ui/use-clipboard";

const snippetStyle = "[&_pre]:pr-0 [&_pre]:text-xs";

interface SecretDialogProps {
  /** "API key of Billing sync". */
  title: string;
  /** For the box: "API key". */
  name: string;
  /** Within a sentence: "key". */
  noun: string;
  value: string;
  /** What the server keeps of it, or where to keep it. */
  kept: string;
  /** What to do after losing it. */
  loss: string;
  notice?: ReactNode;
  /** All contain the secret: copying one copies the secret. */
  snippets: { title: string; label: string; code: string }[];
  /** One example in several languages. Some contain the secret. */
  tabs?: { title: string; label: string; tabs: CodeTab[] };
  children?: ReactNode;
  /** Does not scroll with the rest. */
  status?: ReactNode;
  /** Forgets the secret. It cannot be shown again. */
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Shows a new secret once, and asks before it is closed without copying. */
export function SecretDialog({ title, name, noun, value, onClose, ...props }: SecretDialogProps) {
  const router = useRouter();
  const box = useRef<HTMLElement>(null);
  const { copy } = useClipboard();
  const [copied, setCopied] = useState(false);
  const [isCopyBlocked, setIsCopyBlocked] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const close = async () => {
    flushSync(onClose);
    await releaseLeaveGuard();
    // Refreshing earlier could close the dialog before the secret was copied.
    router.refresh();
  };
  const leave = () => {
    if (copied) void close();
    else setLeaving(true);
  };
  const markCopied = () => {
    setCopied(true);
    setIsCopyBlocked(false);
  };
  const handleBlockedCopy = () => {
    box.current?.focus();
    setIsCopyBlocked(true);
  };
  const copyAndClose = async () => {
    if (copied || (await copy(value))) await close();
    else handleBlockedCopy();
  };
  const detectCopy = (event: ClipboardEvent) => {
    if (!event.defaultPrevented && window.getSelection()?.toString().includes(value)) markCopied();
  };
  useLeaveGuard(!copied, leave);
  useForgetOnPageHide(onClose);

  return (
    <Dialog open onOpenChange={leave}>
      <DialogContent
        title={title}
        description={
          <>
            <strong className="font-medium text-text">Copy it now. It is shown only once.</strong>{" "}
            {props.kept}
          </>
        }
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          box.current?.focus();
        }}
        onCloseAutoFocus={props.onCloseAutoFocus}
        onCopy={detectCopy}
      >
        <DialogBody>
          <SecretBox
            ref={box}
            name={name}
            value={value}
            onCopied={markCopied}
            onBlocked={handleBlockedCopy}
          />
          {isCopyBlocked && (
            <Alert tone="warning" role="alert">
              The browser blocked copying. The {noun} is selected: press Ctrl+C (⌘C).
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
          {isCopyBlocked && <Button onClick={leave}>Close</Button>}
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

interface SecretBoxProps {
  ref: Ref<HTMLElement>;
  /** For screen readers: "API key". */
  name: string;
  value: string;
  onCopied: () => void;
  onBlocked: () => void;
}

/** A click or the keyboard's focus selects the whole secret. */
function SecretBox({ ref, name, value, onCopied, onBlocked }: SecretBoxProps) {
  // A focusable region needs a name.
  const focusable = { tabIndex: 0, role: "region", "aria-label": name };
  return (
    <div className="flex items-center gap-1 rounded-control border border-border-strong bg-inset p-1 pl-3 outline-offset-2 has-[code:focus-visible]:outline-2 has-[code:focus-visible]:outline-focus">
      <code
        ref={ref}
        {...focusable}
        onFocus={({ currentTarget }) => window.getSelection()?.selectAllChildren(currentTarget)}
        className="min-w-0 flex-1 select-all break-all py-1 font-mono text-base outline-none"
      >
        {value}
      </code>
      <CopyButton value={value} label="Copy" onCopied={onCopied} onBlocked={onBlocked} />
    </div>
  );
}

/** The browser's back-forward cache must not keep a page with the secret. */
function useForgetOnPageHide(forget: () => void): void {
  const forgetNow = useEffectEvent(() => flushSync(forget));
  useEffect(() => {
    const onPageHide = () => forgetNow();
    window.addEventListener("pagehide", onPageHide);
    return () => window.removeEventListener("pagehide", onPageHide);
  }, []);
}
