// npm run bench [NAME …]: prints figures and writes test/bench/out/NAME.json.
import { command } from './command.mjs';
import { runPrograms } from './run-in-namespace.mjs';

await command(() => runPrograms('test/bench', process.argv.slice(2)));
