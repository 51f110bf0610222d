import { collect } from "@/lib/collector/collect";

export {
  collect as GET,
  collect as POST,
  collect as PUT,
  collect as PATCH,
  collect as DELETE,
  collect as OPTIONS,
};
