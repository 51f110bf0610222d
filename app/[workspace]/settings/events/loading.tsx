import { EventListSkeleton } from "@/components/definitions/event-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "./heading";

export default function EventsLoading() {
  return (
    <div>
      <PageHeader title={title} description={description} />
      <EventListSkeleton />
    </div>
  );
}
