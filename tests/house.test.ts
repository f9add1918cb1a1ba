import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { filesUnder, root } from './house/catalogue.ts'
import { broughtBy, importProblem, importsOf, placeOf } from './house/imports.ts'
import { inlineCode, literalWords, rawOutput, viewsBySide } from './house/views.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const sources = filesUnder('src', '.ts')
const migrations = filesUnder('migrations', '.ts')
const views = filesUnder('views', '.eta')
const { open, team } = viewsBySide()

t.test(
  'a room uses only the rooms before it, the web and the tables know no room, a migration knows nothing',
  async (t) => {
    const problems = [...sources, ...migrations].flatMap((file) =>
      importsOf(file).flatMap((to) => importProblem(file, to) ?? []),
    )
    t.same(problems, [])
    t.ok(importProblem('src/team/member.ts', 'src/themes/theme.ts'), 'a room to the right')
    t.notOk(importProblem('src/themes/theme.ts', 'src/team/audit.ts'), 'a room to the left')
    t.ok(importProblem('src/web/frame.ts', 'src/support/option.ts'), 'the web and a room')
    t.ok(importProblem('migrations/1_x.ts', 'src/db/tables.ts'), 'a migration and the code')
    t.same(importsOf('src/a/b.ts', "import type { X } from '../c/d.ts'"), ['src/c/d.ts'])
  },
)

t.test('what serves the public brings nothing of the team', async (t) => {
  const entries = sources.filter((file) =>
    /\/((?:[a-z]+-)?public-routes|visit-routes|way-routes|talk-back-routes|take-back-routes|reach-routes|notice-routes|visit|front-routes|leave-route)\.ts$/.test(
      file,
    ),
  )
  t.ok(entries.length >= 6)
  for (const entry of entries) {
    t.same(
      importsOf(entry).filter((to) => placeOf(to) === 'team'),
      [],
      `${entry} itself`,
    )
  }
  // A file that only public pages bring counts as one of them.
  const shared = new Set(
    sources.filter((file) => /team-routes\.ts$|^src\/team\//.test(file)).flatMap((f) => [...broughtBy(f)]),
  )
  const alone = entries.flatMap((entry) => [...broughtBy(entry)]).filter((file) => !shared.has(file))
  t.same(
    alone.filter((file) => file.endsWith('.ts') && importsOf(file).some((to) => placeOf(to) === 'team')),
    [],
  )
})

t.test('every setting is in the README, with what happens when it is left out', async (t) => {
  const code = read('src/config.ts')
  const settings = [...code.matchAll(/^ {2}([A-Z][A-Z_]+): z$|^ {2}([A-Z][A-Z_]+): z\./gm)].map(
    ([, a, b]) => a ?? b ?? '',
  )
  t.ok(settings.length >= 11, `${settings}`)
  const rows = read('README.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  for (const setting of settings) {
    const row = rows.find(([, name]) => name === `\`${setting}\``)
    t.ok(row?.[2] && row[3], `${setting} has a default and a sentence`)
  }
  const elsewhere = sources.filter((file) => !file.startsWith('src/bin/') && /process\.env\b(?!`)/.test(read(file)))
  t.same(elsewhere, ['src/server.ts'], 'settings are read in one place')
})

t.test('views print values escaped, and hold no code or style of their own', async (t) => {
  for (const file of views) {
    const eta = read(file)
    t.same(rawOutput(eta), [], `${file} prints raw`)
    t.same(inlineCode(eta), [], `${file} holds code`)
  }
  t.ok(rawOutput('<%~ it.words %>').length && rawOutput('<%~ it.t("x") %>').length, 'raw output is noticed')
  for (const wrong of [
    '<p style="x">',
    '<a onclick="x()">',
    '<script>x</script>',
    '<b hx-get="/">',
    '<b data-hx-on="x">',
  ]) {
    t.ok(inlineCode(wrong).length > 0, wrong)
  }
  t.same(inlineCode('<script src="/x.js" defer></script><b data-hx-get="/one">'), [])
})

t.test('public pages hold no words of their own: those are in the catalogues', async (t) => {
  t.ok(open.length > 20 && team.length > 15, `${open.length} and ${team.length}`)
  for (const file of open) t.same(literalWords(read(file)), [], file)
  t.same(literalWords('<p>Hello <%= it.name %></p>'), ['Hello'])
  t.same(literalWords('<a aria-label="Go on" href="/x">Heard</a>'), ['Go', 'on'])
  t.same(literalWords("<p><%= it.late ? 'Too late' : '' %></p>"), ['Too', 'late'])
  t.same(literalWords("<% layout('/layout/public', { ...it, title: it.t('x.y') }) %><%= it.t('a.b_c') %>"), [])
})

t.test('the style sheets know no left and no right', async (t) => {
  const sheets = filesUnder('public', '.css')
  t.ok(sheets.length >= 3, `${sheets}`)
  const css = sheets
    .map(read)
    .join('')
    .replace(/\/\*[\s\S]*?\*\//g, '')
  const physical =
    /(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right)|left|right|float|clear)\s*:|text-align\s*:\s*(?:left|right)/gm
  t.same(css.match(physical), null)
  t.match(' a { margin-left: 1px }', physical)
  t.notMatch(css, /@import|url\((?!['"]?(data:|#))/, 'and fetches nothing')
})

t.test('a source file is short, and says what each thing it offers is for', async (t) => {
  // A schema is one list; splitting it would hide what belongs together.
  const mayBeLong = ['src/db/tables.ts']
  const long = [...sources, ...filesUnder('src', '.mjs')].filter((file) => read(file).split('\n').length > 201)
  t.same(
    long.filter((file) => !mayBeLong.includes(file)),
    [],
    'over 200 lines',
  )
  t.same(
    sources.flatMap((file) => withoutDocs(file, read(file))),
    [],
    'without a comment',
  )
  t.same(withoutDocs('x', 'export function a() {}\n/** Says so. */\nexport async function b() {}'), ['x: a'])
})

t.test('nothing that is kept names a machine it was made on', async (t) => {
  const machine = new RegExp(
    // The page of long work has such an address.
    [
      '(?<!/team)/wo' + 'rk/(?!:id)',
      'fa' + 'rm-',
      '\\.lib' + 'rary',
      '/ho' + 'me/(?!linuxbrew)[a-z]+/',
      '/tmp/br' + 'ief',
    ].join('|'),
    'i',
  )
  const kept = everyFile().filter((file) => !/\.(tar|png|jpg|woff2|pdf)$|package-lock\.json$/.test(file))
  t.ok(kept.length > 200)
  t.same(
    kept.filter((file) => machine.test(read(file))),
    [],
  )
})

function withoutDocs(file: string, code: string): string[] {
  return [...code.matchAll(/^export (?:async )?function\*? (\w+)|^export const (\w+) = (?:async )?\(/gm)]
    .filter((found) => !code.slice(0, found.index).trimEnd().endsWith('*/'))
    .map(([, a, b]) => `${file}: ${a ?? b}`)
}

/** All files of the checkout that git would keep. */
function everyFile(folder = ''): string[] {
  const left = new Set(['node_modules', '.git', '.demo', '.tap', '.tools', 'data'])
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return folder === '' && left.has(entry.name) ? [] : everyFile(path)
    return entry.isFile() && !path.endsWith('.log') ? [path] : []
  })
}
