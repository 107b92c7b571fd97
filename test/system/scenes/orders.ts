/** In a child: what it answers to each order. Without its test it has nothing to do. */
export function followOrders<Order>(follow: (order: Order) => unknown, onEnd: () => unknown = () => undefined): void {
  async function answer(order: Order): Promise<void> {
    const answered: unknown = (await follow(order)) ?? {};
    // Whoever asked may be gone already.
    if (process.connected) process.send?.(answered, undefined, {}, () => undefined);
  }
  async function end(): Promise<void> {
    await onEnd();
    process.exit();
  }
  process.on('message', (order: Order) => void answer(order));
  process.on('disconnect', () => void end());
}
