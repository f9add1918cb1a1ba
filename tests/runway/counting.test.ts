import t from 'tap'
import { makeTapReader } from '../../src/bin/runway/tap.mjs'

function readAll(...lines: string[]) {
  const said: string[] = []
  const { read, count } = makeTapReader({ maySkip: ['only on PostgreSQL'], say: (line) => said.push(line) })
  for (const line of lines) read(line)
  return { ...count, said: said.join('\n') }
}

t.test('a file that passed is one line, and its statements are counted', async (t) => {
  const { passed, failed, said } = readAll(
    '# Subtest: tests/a.test.ts',
    '    # Subtest: one',
    '        ok 1 - a detail',
    '    ok 1 - one # time=4ms',
    '    ok 2 - two # time=4ms',
    '    1..2',
    'ok 1 - tests/a.test.ts # time=1234.5ms',
  )
  t.same([passed, failed], [2, 0])
  t.equal(said, '  ok   tests/a.test.ts  2  1.2 s')
})

t.test('a failure is counted once and shown with the diagnostics of what failed', async (t) => {
  const { passed, failed, said } = readAll(
    '# Subtest: tests/a.test.ts',
    '    # Subtest: adds',
    '        not ok 1 - two and two',
    '          ---',
    '          diff: four',
    '          ...',
    '    not ok 1 - adds # time=4ms',
    '      ---',
    '      source: where the test begins',
    '      ...',
    '    ok 2 - takes away # time=4ms',
    'not ok 1 - tests/a.test.ts # time=20ms',
  )
  t.same([passed, failed], [1, 1])
  t.match(said, 'FAILED tests/a.test.ts')
  t.match(said, 'diff: four')
  t.notMatch(said, 'where the test begins')
})

t.test('a file that ends badly with no failing test is one failure, and says why', async (t) => {
  const { passed, failed, said } = readAll(
    '# Subtest: tests/a.test.ts',
    '    ok 1 - fine # time=4ms',
    'not ok 1 - tests/a.test.ts # time=20ms',
    '  ---',
    '  exitCode: 3',
    '  ...',
  )
  t.same([passed, failed], [1, 1])
  t.match(said, 'exitCode: 3')
})

t.test('what is skipped or put off is a failure, but for tests of the other database', async (t) => {
  t.same(readAll('ok 1 - tests/a.test.ts # SKIP only on PostgreSQL').failed, 0)
  t.same(readAll('ok 1 - tests/a.test.ts # SKIP no browser').failed, 1)
  t.same(readAll('    ok 1 - later # TODO').failed, 1)
  t.same(readAll('        ok 1 - deep inside # SKIP').failed, 1)
})

t.test('tests inside braces are counted like the others', async (t) => {
  const { passed, failed } = readAll(
    '# Subtest: tests/a.test.ts',
    '    ok 1 - one # time=4ms {',
    '        ok 1 - a detail',
    '    }',
    'ok 1 - tests/a.test.ts # time=20ms',
  )
  t.same([passed, failed], [1, 0])
})
