import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Card } from "@/components/ui/layout/card";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "./heading";

export default function GeneralLoading() {
  const footer = <Skeleton className="h-control w-26" />;
  return (
    <div className="flex flex-col gap-6">
      <div>
        <PageHeader title={title} description={description} />
        <Card footer={footer}>
          <div className="flex max-w-96 flex-col gap-4">
            <FieldSkeleton />
            <FieldSkeleton help />
          </div>
        </Card>
      </div>
      <Card
        title="Time zone"
        description="Days, weeks and months of conditions begin at midnight there."
        footer={footer}
      >
        <div className="flex max-w-96 flex-col gap-4">
          <FieldSkeleton help />
        </div>
      </Card>
      <Card
        title="API keys"
        description="The longest time for which the key of an application works."
        footer={footer}
      >
        <div className="flex max-w-96 flex-col gap-4">
          <FieldSkeleton help />
        </div>
      </Card>
      <Card
        title="Sign-in"
        description="What members need before they see this workspace, and before keys are issued and values are shown."
        footer={footer}
      >
        <div className="flex max-w-96 flex-col gap-4">
          <FieldSkeleton help />
          <FieldSkeleton help />
        </div>
      </Card>
      <Card
        title="Request logs"
        description="The calls of applications, with their requests and responses."
        footer={footer}
      >
        <div className="flex max-w-96 flex-col gap-4">
          <FieldSkeleton help />
        </div>
      </Card>
    </div>
  );
}

/** As tall as a field. */
function FieldSkeleton({ help = false }: { help?: boolean }) {
  return (
    <div aria-hidden className="flex flex-col gap-1.5">
      <Skeleton className="my-1 w-24" />
      <Skeleton className="h-control" />
      {help && <Skeleton className="my-1 w-64" />}
    </div>
  );
}
