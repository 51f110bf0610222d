"use client";

import { Check, Copy, type LucideIcon } from "lucide-react";
import { Button, type ButtonProps, IconButton } from "./button";
import { cn } from "./class-names";
import { SwapLabel } from "./swap-label";
import { toastCopyBlocked, useClipboard } from "./use-clipboard";

interface CopyButtonProps extends Pick<ButtonProps, "variant" | "className"> {
  value: string;
  /** "Copy", or what it copies where there is only an icon: "Copy request id". */
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
  /** The browser blocked the clipboard: let the user copy by hand. */
  onBlocked?: () => void;
}

export function CopyButton({
  value,
  label = "Copy",
  iconOnly,
  onCopied,
  onBlocked,
  ...looks
}: CopyButtonProps) {
  const { copied, copy } = useClipboard();

  const handleClick = async () => {
    if (await copy(value)) onCopied?.();
    else onBlocked?.();
  };
  return (
    <>
      {iconOnly ? (
        <IconButton label={copied ? "Copied" : label} onClick={handleClick} {...looks}>
          {copied ? <Check className="text-positive" /> : <Copy />}
        </IconButton>
      ) : (
        <Button onClick={handleClick} {...looks}>
          <CopyLabel label={label} copied={copied} />
        </Button>
      )}
      <span role="status" className="sr-only">
        {copied && "Copied"}
      </span>
    </>
  );
}

function CopyLabel({ label, copied }: { label: string; copied: boolean }) {
  const before = (
    <>
      <Copy />
      {label}
    </>
  );
  const after = (
    <>
      <Check className="text-positive" />
      Copied
    </>
  );
  return <SwapLabel first={before} second={after} showSecond={copied} />;
}

interface CopyIconButtonProps {
  value: string;
  /** "Copy request id" */
  label: string;
  Icon?: LucideIcon;
  className?: string;
}

/** A small copy button without a tooltip component, since a screen may have hundreds. */
export function CopyIconButton({ value, label, Icon = Copy, className }: CopyIconButtonProps) {
  const { copied, copy } = useClipboard();
  const handleClick = async () => {
    if (!(await copy(value))) toastCopyBlocked();
  };
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={handleClick}
        className={cn(
          "inline-grid size-5 shrink-0 place-items-center rounded-[4px] text-muted hover:bg-hover hover:text-text pointer-coarse:size-7",
          className,
        )}
      >
        {copied ? (
          <Check aria-hidden className="size-3.5 text-positive" />
        ) : (
          <Icon aria-hidden className="size-3.5" />
        )}
      </button>
      {copied && (
        <span role="status" className="sr-only">
          Copied
        </span>
      )}
    </>
  );
}
