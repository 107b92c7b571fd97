import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Between a client and a server: breaks each connection after so many bytes of answers. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** null: not at all. Counts from the next connection on. */
  cutAfter: number | null;
  readonly cuts: number;
  /** The same for the next connection alone. */
  cutNext: number | null;
  /** Nothing gets through, in neither direction. */
  isFrozen: boolean;
}

export async function startCuttingProxy(to: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const proxy = { port: 0, cutAfter: null as number | null, cutNext: null as number | null, cuts: 0, isFrozen: false };
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    const limit = proxy.cutNext ?? proxy.cutAfter;
    proxy.cutNext = null;
    let passed = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => void (!proxy.isFrozen && upstream.write(bytes)));
    client.on('end', () => upstream.end());
    upstream.on('data', (bytes: Buffer) => {
      if (proxy.isFrozen) return;
      const left = limit === null ? bytes.length : limit - passed;
      passed += bytes.length;
      client.write(bytes.subarray(0, Math.max(0, left)));
      if (left > bytes.length) return;
      if (limit === null) return;
      proxy.cuts += 1;
      // What was written before is still delivered; then the line is dead.
      client.end(() => client.destroy());
      upstream.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  proxy.port = (server.address() as AddressInfo).port;
  return Object.assign(proxy, {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  });
}
