import { describeConnector } from './describe-connector.ts';
import { createReferenceWorld } from './reference-world.ts';

describeConnector('the reference in memory', createReferenceWorld);
