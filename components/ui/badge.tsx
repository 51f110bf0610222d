import type { ReactNode } from "react";
import { cn } from "./class-names";

const toneStyle = {
  neutral: "bg-hover text-muted",
  accent: "bg-accent-subtle text-accent-text",
  positive: "bg-positive-subtle text-positive",
  warning: "bg-warning-subtle text-warning",
  danger: "bg-danger-subtle text-danger",
};

export type Tone = keyof typeof toneStyle;

interface BadgeProps {
  tone?: Tone;
  /** Replaces the dot. */
  icon?: ReactNode;
  /** A word: not everybody can tell the colours apart. */
  children: ReactNode;
  className?: string;
}

export function Badge({ tone = "neutral", icon, children, className }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-full px-2 align-top font-medium text-xs [&_svg]:size-3",
        toneStyle[tone],
        className,
      )}
    >
      {icon ?? <span aria-hidden className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  );
}
