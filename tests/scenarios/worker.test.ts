import t from 'tap'
import { bothWays, comeBack, inOrder, keyOn, openStage, openWords, seen } from './steps.ts'

const stage = await openStage()
const { address, phone, desk, comesBy } = stage

const written = 'they sed theyd ring me bak\n\nthey NEVER did  (ask Kelly)'

for (const { scripts, how } of bothWays) {
  t.test(
    `LE-8 a paper form is keyed in as written, checked or not, and gives a key slip to hand over: ${how}`,
    async (t) => {
      for (const [from, checked, readerSees, row] of [
        [
          'On paper',
          'Yes, they agreed to what is typed here',
          /On paper\s+Checked with who said it/,
          { channel: 'paper', checked_with_person: true },
        ],
        [
          'By telephone',
          'No, I could not',
          /By phone\s+Not checked with who said it/,
          { channel: 'phone', checked_with_person: false },
        ],
      ] as const) {
        const wren = await desk('wren', { scripts })
        await wren.getByRole('link', { name: 'Keying in' }).first().click()
        t.match(await seen(wren), 'Type every word as it was written or said, mistakes too.')
        await wren.getByRole('link', { name: '11 to 17' }).click()
        await wren.getByLabel(from).check()
        await wren.getByLabel('Which team is it about?').selectOption('evolve')
        await wren.getByLabel('8 of 12. What should change?').fill(written)
        await wren.getByRole('button', { name: 'Save, and get the key slip' }).click()
        await wren.getByRole('alert').waitFor()
        t.match(await seen(wren), 'Say whether you checked it with the person.', 'without that choice nothing is saved')
        t.equal(
          await wren.getByLabel('8 of 12. What should change?').inputValue(),
          written,
          'and nothing typed is lost',
        )
        await wren.getByLabel(checked).check()
        const response = await comesBy(async () => {
          await wren.getByRole('button', { name: 'Save, and get the key slip' }).click()
          await wren.getByRole('heading', { name: 'It is saved' }).waitFor()
        })
        t.match(response, { ...row, service: 'evolve', has_words: true })
        const key = await keyOn(wren)
        t.equal(key.split(' ').length, 6)
        t.ok(await inOrder(wren, 'Your key', 'Say this with it', 'They cannot read them.'))
        t.notMatch(await seen(wren), 'NEVER', 'the words are not shown again')
        await wren.getByRole('button', { name: 'They have the slip' }).click()
        await wren.getByText('The key was put away').waitFor()
        t.notMatch(await seen(wren), key)
        await wren.goto(`${address}/team/reading/${response.ref}`)
        t.match(await seen(wren), 'This page did not open', 'nor can they be opened by who typed them')
        await wren.close()

        const person = await phone({ scripts })
        await comeBack(stage, person, key)
        t.match(await seen(person), 'All of it was kept, just as you sent it.', 'the slip opens their page')
        t.notMatch(await seen(person), 'NEVER')
        await person.close()
        const ruth = await desk('ruth', { scripts })
        await openWords(stage, ruth, response.ref, 'I read it first')
        t.equal(await ruth.locator('.said').textContent(), written, 'a reader has it to the letter')
        t.match(await ruth.locator('.bits').first().innerText(), readerSees)
        await ruth.close()
      }
    },
  )
}
