// The rules of the tree. test/architecture.test.ts runs them and proves that they can fail.
const outside = (folders) => `^(?!${folders.join('|')})`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '(^|/)tsconfig', '\\.config\\.', '^test/'] },
      to: {},
    },
    {
      name: 'contract-imports-zod-and-itself',
      severity: 'error',
      from: { path: '^contract/' },
      to: { pathNot: ['^contract/', '^node_modules/zod/'] },
    },
    { name: 'renderer-never-main', severity: 'error', from: { path: '^renderer/' }, to: { path: ['^main/', '^preload/'] } },
    { name: 'main-never-renderer', severity: 'error', from: { path: '^main/' }, to: { path: ['^renderer/', '^preload/'] } },
    { name: 'renderer-has-no-node', severity: 'error', from: { path: '^renderer/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'preload-imports-electron-only',
      severity: 'error',
      from: { path: '^preload/' },
      to: { pathNot: ['^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'electron-in-its-shell-only',
      severity: 'error',
      from: { path: '^(main|renderer|contract)/', pathNot: '^main/electron/' },
      to: { path: ['^node_modules/electron', '^electron(/|$)'] },
    },
    {
      name: 'sql-in-the-store-only',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/store/' },
      to: { path: '^node_modules/better-sqlite3' },
    },
    {
      name: 'jssip-in-voice-only',
      severity: 'error',
      from: { path: '^(main|renderer)/', pathNot: '^main/voice/(jssip|practice-line)' },
      to: { path: ['^node_modules/jssip', '^main/voice/jssip-bundle/'] },
    },
    {
      name: 'capabilities-are-strangers',
      severity: 'error',
      from: {
        path: '^main/(voice|timeline|contacts|accounts|agent|wrap-up|settings|practice|connectors|sync|outbox|drafts|inbox|media|diagnostics|recordings)/',
      },
      to: {
        path: '^main/(voice|timeline|contacts|accounts|agent|wrap-up|settings|practice|connectors|sync|outbox|drafts|inbox|media|diagnostics|recordings|api|electron|browser)/',
        pathNot: ['^main/$1/'],
      },
    },
    {
      name: 'store-knows-no-capability',
      severity: 'error',
      from: { path: '^main/store/' },
      to: { path: '^main/', pathNot: ['^main/store/', '^main/lib/', '^main/ports'] },
    },
    { name: 'lib-knows-nothing', severity: 'error', from: { path: '^main/lib/' }, to: { path: '^main/', pathNot: ['^main/lib/', '^main/ports'] } },
    {
      name: 'shells-use-the-core',
      severity: 'error',
      from: { path: '^main/(electron|browser)/' },
      to: { path: '^main/', pathNot: ['^main/(core|ports|lib)', '^main/$1/', '^main/text/'] },
    },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    { name: 'ui-is-domain-free', severity: 'error', from: { path: '^renderer/ui/' }, to: { path: '^renderer/(features|state|backend|media)/' } },
    {
      name: 'only-state-and-media-talk-to-the-backend',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['^renderer/(state|backend|media)/', '^renderer/main\\.tsx$'] },
      to: { path: '^renderer/backend/' },
    },
    { name: 'nothing-imports-test', severity: 'error', from: { path: outside(['test/']) }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^\\.cache/', '^dist/'] },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
