import type { Promised } from '../../promise.ts'

const plan = 'tests/support/plan.test.ts'
const paper = 'tests/support/plan-on-paper.test.ts'
const told = 'tests/support/telling-us.test.ts'

/** What "my page" and the two taps say. */
export const planPromises: Record<string, Promised> = {
  'my page is kept nowhere, and is gone when it is left': {
    said: { '/support/plan': ['support.plan_how_3'], 'my page': ['support.plan_keep'] },
    proof: [
      [plan, 'nothing of it is anywhere but on the page'],
      [paper, 'when the page is left it does not come back, and the device keeps nothing'],
    ],
  },
  'a tap says nothing about who tapped': {
    said: { 'an option': ['support.told_lead'] },
    proof: [[told, 'taps leave no trace of a person']],
  },
  'a tap takes no number away': {
    said: { 'after a tap': ['support.told_contact'] },
    proof: [
      [told, 'a tap hides nothing'],
      [told, 'a task is due after two working days'],
    ],
  },
}
