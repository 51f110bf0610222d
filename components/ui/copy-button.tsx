"use client";

import { Check, Copy } from "lucide-react";
import { Button, type ButtonProps, IconButton } from "./button";
import { copyText } from "./copy-text";
import { SwapLabel } from "./swap-label";
import { useCopied } from "./use-copied";

interface CopyButtonProps extends Pick<ButtonProps, "variant" | "className"> {
  value: string;
  /** "Copy", or what it copies where there is only an icon: "Copy request id". */
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
  /** The browser would not: let the person copy by hand. */
  onRefused?: () => void;
}

export function CopyButton({
  value,
  label = "Copy",
  iconOnly,
  onCopied,
  onRefused,
  ...looks
}: CopyButtonProps) {
  const [copied, setCopied] = useCopied();

  const copy = async () => {
    const done = await copyText(value);
    setCopied(done);
    if (done) onCopied?.();
    else onRefused?.();
  };
  return (
    <>
      {iconOnly ? (
        <IconButton label={copied ? "Copied" : label} onClick={copy} {...looks}>
          {copied ? <Check className="text-positive" /> : <Copy />}
        </IconButton>
      ) : (
        <Button onClick={copy} {...looks}>
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
