// npm run bench [NAME …]: prints figures and writes test/bench/out/NAME.json.
import { runPrograms } from './run-in-namespace.mjs';
import { setUp } from './setup.mjs';

setUp();
process.exitCode = await runPrograms('test/bench', process.argv.slice(2));
