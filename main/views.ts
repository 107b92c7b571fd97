import { mainSide, viewSide } from '../contract/contract.ts';
import { connect, type Channel, type Connection } from '../contract/rpc.ts';
import type { EventName, EventPayload, Handlers } from '../contract/side.ts';

type Side = typeof mainSide;

/** The agent's windows: each asks, all are told. */
export interface Views {
  connect(channel: Channel): void;
  announce<Name extends EventName<Side>>(name: Name, payload: EventPayload<Side, Name>): void;
}

export function createViews({ handlers, onIncident }: { handlers: Handlers<Side>; onIncident: (error: unknown, where: string) => string }): Views {
  const connections = new Set<Connection<Side, typeof viewSide>>();
  return {
    connect(channel) {
      const connection = connect(channel, { own: mainSide, peer: viewSide, handlers, onIncident });
      connections.add(connection);
      channel.onClose(() => connections.delete(connection));
    },
    announce(name, payload) {
      for (const connection of connections) connection.emit(name, payload);
    },
  };
}
