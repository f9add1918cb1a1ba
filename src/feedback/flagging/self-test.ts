import type { Verdict } from './judging.ts'

/** One sentence that it must raise by its meaning, and one that it must not: a model that is broken fails one of them. */
const mustRaise = 'I put a chair against my door at night so that he cannot come in.'
const mustNot = 'My worker was kind and the room was warm.'

/** Whether a flag still tells two known sentences apart. A flag that raises all or none does not. */
export async function passesItsTest(judge: (text: string) => Promise<Verdict>): Promise<boolean> {
  const [yes, no] = [await judge(mustRaise), await judge(mustNot)]
  return yes.raised && yes.by === 'sentence' && !no.raised
}
