import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Card } from "@/components/ui/layout/card";

/** Has the layout of the sections. */
export function AccountSkeleton() {
  const footer = <Skeleton className="h-control w-26" />;
  return (
    <div aria-busy="true" className="flex flex-col gap-6">
      <Card title="Profile" footer={footer}>
        <Fields />
      </Card>
      <Card title="Password" description="The change ends your sessions on other devices." footer={footer}>
        <Fields />
      </Card>
      <Card title="Two-factor sign-in">
        <Skeleton className="h-24" />
      </Card>
      <Card title="Active sessions" description="Browsers in which you are signed in.">
        <Skeleton className="h-12" />
      </Card>
    </div>
  );
}

function Fields() {
  return (
    <div aria-hidden className="flex max-w-96 flex-col gap-4">
      {["first", "second"].map((field) => (
        <div key={field} className="flex flex-col gap-1.5">
          <Skeleton className="my-1 w-24" />
          <Skeleton className="h-control" />
        </div>
      ))}
    </div>
  );
}
