import t from 'tap'
import { bothWays, everyRow, openStage, openWords, say, seen, showRest } from './steps.ts'

const stage = await openStage({ freeSendings: 3 })
const { address, db, phone, desk, comesBy, pass } = stage

/** The heading of the page after Send. */
const thanks = 'Thank you. Your words are with us.'

const readingOf = (id: string) =>
  db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()

t.test('YP-10 jokes, insults and noise are taken politely, and left unused for a reason by two people', async (t) => {
  const ruth = await desk('ruth')
  const imran = await desk('imran')
  const notUsed = imran.getByText('It should go no further')
  for (const [words, reason] of [
    ['lol my worker is a potato', 'It is a joke or a try-out'],
    ['Buy cheap watches at watches.example', 'It is advertising'],
  ] as const) {
    const page = await phone({ scripts: false })
    const { id, ref } = await comesBy(() => say(stage, page, '11-17', { 'What should change?': words }))
    t.match(await seen(page), thanks)
    await imran.goto(`${address}/team/reading/${ref}`)
    t.equal(await notUsed.count(), 0, 'not before somebody has read it')
    await openWords(stage, ruth, ref, 'I read it first')
    t.equal(await ruth.getByText('It should go no further').count(), 0, 'nor by one alone')
    await showRest(ruth)
    await ruth.getByLabel('I read nothing that says so').check()
    await ruth.getByRole('button', { name: 'I have read and protected it' }).click()
    await openWords(stage, imran, ref, 'I check what the first reader did')
    await notUsed.click()
    await imran.getByLabel(reason).check()
    await imran.getByRole('button', { name: 'Agree, and do not use it' }).click()
    await imran.waitForURL(/reading$/)
    t.match(await readingOf(id), { state: 'not used' })
    t.ok((await readingOf(id)).not_used, 'with a reason')
    await page.close()
    pass(2)
  }
  t.same(await db.selectFrom('released_words').select('id').execute(), [])

  const page = await phone()
  const { id, ref } = await comesBy(() => say(stage, page, '11-17', { 'What should change?': 'haha he hits me lol' }))
  t.ok((await readingOf(id)).due_at, 'a joke that sounds serious is due like any other')
  await openWords(stage, ruth, ref, 'I read it first')
  await showRest(ruth)
  await ruth.getByLabel('Yes, or I am not sure. Raise a concern.').check()
  await ruth.getByText('If you raise a concern').click()
  await ruth.getByLabel('What is it about?').selectOption('unsafe-at-home')
  await ruth.getByLabel('What worries you?').fill('Says that he hits them.')
  await ruth.getByRole('button', { name: 'I have read and protected it' }).click()
  await ruth.getByRole('link', { name: /^C/ }).first().waitFor()
  const raised = await db.selectFrom('concerns').select('id').where('response_id', '=', id).execute()
  t.equal(raised.length, 1, 'and went through safeguarding')
  for (const one of [page, ruth, imran]) await one.close()
  pass(2)
})

for (const { scripts, how } of bothWays) {
  t.test(`YP-10 many sendings from one address wait a moment, and the address is kept nowhere: ${how}`, async (t) => {
    const page = await phone({ scripts })
    for (let n = 0; n < 3; n += 1) await say(stage, page, '11-17', { 'What should change?': `spam ${n}` })
    await page.goto(`${address}/say/11-17`)
    await page.getByLabel('What should change?').fill('The fourth in a minute.')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Many people are here right now. Your words are still here.' }).waitFor()
    t.match(await seen(page), 'The fourth in a minute.')
    t.match(await seen(page), 'You did nothing wrong.')
    pass(0.2)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: thanks }).waitFor()
    t.notMatch(await everyRow(stage), /127\.0\.0\.1|::1\b/)
    await page.close()
    pass(2)
  })
}
