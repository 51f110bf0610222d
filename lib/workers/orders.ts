import cluster from "node:cluster";
import { Order } from "@/lib/workers/messages";
import { isSupervised } from "@/lib/workers/role";

/**
 * Calls `follow` for each order of the supervisor. A supervised process ignores signals, which the whole process group may
 * get: the supervisor decides when to stop. Without a supervisor, signals are the orders.
 */
export function followOrders(follow: (order: Order) => void, drainMs: number): void {
  // Node would exit in the middle of responses when the supervisor dies.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  if (isSupervised()) {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
    process.on("message", (message) => {
      const order = Order.safeParse(message);
      if (order.success) follow(order.data);
    });
  } else {
    process.on("SIGTERM", () => follow({ type: "stop", drainMs }));
    // Ctrl-C has no load balancer to wait for.
    process.on("SIGINT", () => follow({ type: "stop", drainMs: 0 }));
  }
  process.on("disconnect", () => {
    follow({ type: "stop", drainMs: 0 });
    follow({ type: "close" });
  });
}
