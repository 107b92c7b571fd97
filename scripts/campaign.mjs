// npm run campaign NAME: the long runs that do not fit into CI.
import { command } from './command.mjs';
import { runPrograms } from './run-in-namespace.mjs';
import { fail } from './setup.mjs';

await command(() => {
  const names = process.argv.slice(2);
  if (names.length === 0) fail('name a campaign: npm run campaign NAME (see test/campaigns/)');
  return runPrograms('test/campaigns', names);
});
