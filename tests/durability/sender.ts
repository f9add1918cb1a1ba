import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, ask, askForm } from '../fixtures/ask.ts'
import { chance } from '../fixtures/chance.ts'
import { keyOn } from '../fixtures/giving.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'

/** What one person sent, and every answer that they saw. */
export type Sending = {
  token: string
  words: string
  /** Keys on pages that said "saved". */
  keys: string[]
  /** Answers that said "not saved". */
  notSaved: Answer[]
  /** Times that no answer came. */
  unanswered: number
  /** Anything that no person should ever see. */
  strange: string[]
}

export type Load = { address: string; seed: number; over: () => boolean; sendings: Sending[] }

/** Sends what they have to say again and again, a new message each time, until the load is over. Never gives up on one. */
export async function keepSending(load: Load, person: number): Promise<void> {
  const roll = chance(load.seed + person)
  for (let n = 0; !load.over(); n++) {
    const token = await openForm(load.address)
    const sending: Sending = {
      token,
      words: `Words ${n} of ${person}: 🙂 “so”.`,
      keys: [],
      notSaved: [],
      unanswered: 0,
      strange: [],
    }
    load.sendings.push(sending)
    // Some click twice; some come back to the page later and send it again, perhaps after a crash.
    await Promise.all(Array.from({ length: roll() < 0.2 ? 2 : 1 }, () => sendUntilSaved(load.address, sending)))
    await sleep(20 + roll() * 80)
    if (roll() < 0.3) await sendUntilSaved(load.address, sending)
  }
}

async function openForm(address: string): Promise<string> {
  for (;;) {
    const form = await ask(`${address}/say/11-17`).catch(() => undefined)
    if (form?.status === 203) return formTokenFrom(form.body)
    await sleep(250)
  }
}

async function sendUntilSaved(address: string, sending: Sending): Promise<void> {
  const fields = { form_token: sending.token, 't.had-a-say': 'some', 'w.should-change': sending.words }
  for (;;) {
    const answer = await askForm(`${address}/say/11-17`, fields).catch(() => undefined)
    if (!answer) sending.unanswered += 1
    else if (answer.status === 503) sending.notSaved.push(answer)
    else if (answer.status === 200 && keyOn(answer.body)) {
      sending.keys.push(keyOn(answer.body))
      return
    } else {
      sending.strange.push(`${answer.status}: ${answer.body.replace(/\s+/g, ' ').slice(0, 300)}`)
      return
    }
    await sleep(250)
  }
}
