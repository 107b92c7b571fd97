import { app } from 'electron';
import { createCore, createFailedCore, type Core } from '../core.ts';
import type { Logger, Ports } from '../ports.ts';
import { createElectronPorts } from './ports.ts';

export interface DesktopCore {
  readonly core: Core;
  readonly logger: Logger;
}

/** The core with the operating system behind it; where its database cannot be used, one that says so. */
export function openDesktopCore(windows: Ports['windows']): DesktopCore {
  const ports = createElectronPorts(windows);
  return { core: open(ports), logger: ports.logger };
}

function open(ports: Ports): Core {
  try {
    return createCore(ports, { dataFolder: app.getPath('userData'), version: app.getVersion(), shell: 'electron', systemLocale: app.getLocale() });
  } catch (error) {
    return createFailedCore(error, ports.logger);
  }
}
