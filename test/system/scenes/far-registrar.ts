/** A registrar in a process of its own, so that it can stand in another network namespace: says what comes, sends what it is told. */
import { startTestRegistrar } from '../../fakes/test-registrar.ts';

export type FarSaid = { readonly port: number } | { readonly request: string };

// Whoever is told may be gone already.
const say = (said: FarSaid): void => void (process.connected && process.send?.(said, undefined, {}, () => undefined));
const registrar = await startTestRegistrar({ host: '0.0.0.0', password: 'alice-pw' });
void registrar.seen((request) => {
  say({ request });
  return false;
});
process.on('message', (message) => registrar.send(Buffer.from(String(message))));
// Without its test it has nothing to do.
process.on('disconnect', () => process.exit());
say({ port: registrar.port });
