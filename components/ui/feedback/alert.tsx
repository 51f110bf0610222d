import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

const tones = {
  info: { style: "border-accent/35 bg-accent-subtle", iconStyle: "text-accent-text", Icon: Info },
  positive: { style: "border-positive/35 bg-positive-subtle", iconStyle: "text-positive", Icon: CircleCheck },
  warning: { style: "border-warning/35 bg-warning-subtle", iconStyle: "text-warning", Icon: TriangleAlert },
  danger: { style: "border-danger/35 bg-danger-subtle", iconStyle: "text-danger", Icon: CircleAlert },
};

interface AlertProps extends Omit<ComponentProps<"div">, "title"> {
  tone?: keyof typeof tones;
  title?: ReactNode;
  /** A button at the right. */
  action?: ReactNode;
}

/** A callout in the page. Give it role="alert" if it appears after a user action. */
export function Alert({ tone = "info", title, action, className, children, ...props }: AlertProps) {
  const { style, iconStyle, Icon } = tones[tone];
  return (
    <div
      {...props}
      className={cn("flex gap-2.5 rounded-control border p-3 text-text max-sm:flex-wrap", style, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", iconStyle)} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 max-sm:basis-4/5">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="max-w-[70ch]">{children}</div>}
      </div>
      {action && <div className="shrink-0 self-center max-sm:ml-6.5">{action}</div>}
    </div>
  );
}
