import type { WebSocket } from 'ws';
import type { Channel } from '../../contract/rpc.ts';

/** Frames as JSON texts. What is no JSON reaches the contract as null, which refuses it. */
export function createWebSocketChannel(ws: WebSocket): Channel {
  return {
    send(frame) {
      if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      ws.on('message', (bytes) => listener(parse(String(bytes))));
    },
    onClose(listener) {
      ws.on('close', listener);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
