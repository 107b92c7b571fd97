// npm run campaign NAME: the long runs that do not fit into CI.
import { runPrograms } from './run-in-namespace.mjs';
import { fail, setUp } from './setup.mjs';

setUp();
if (process.argv.length < 3) fail('name a campaign: npm run campaign NAME (see test/campaigns/)');
process.exitCode = await runPrograms('test/campaigns', process.argv.slice(2));
